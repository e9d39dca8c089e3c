package io.lacuna.app.watch;

import io.lacuna.internal.data.UnitChange;
import io.lacuna.schemas.EventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares recent records with the records a generation was fitted on. Reports at most one event per field: the one
 * that explains the others. Has no mutable state; safe to share.
 */
public final class InputWatch {
    /** Smallest change of a share, in its own standard errors. */
    private static final double CLEAR = 6;

    /** Smallest share of the recent records with an unknown pattern. */
    private static final double PATTERN_SHARE = 0.02;

    private final InputProfile before;

    /** @param before profile of the records that the generation was fitted on */
    public InputWatch(InputProfile before) {
        this.before = before;
    }

    /** The differences between the recent records and the earlier ones. */
    public List<InputEvent> findings(InputProfile now) {
        List<InputEvent> found = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(before.features().keySet());
        names.addAll(now.features().keySet());
        for (String name : names) {
            finding(name, now).ifPresent(found::add);
        }
        boolean explained = found.stream().anyMatch(finding -> finding.kind() != EventKind.UNIT_CHANGED);
        if (!explained) {
            newPattern(now).ifPresent(found::add);
        }
        return found;
    }

    private Optional<InputEvent> finding(String name, InputProfile now) {
        FeatureProfile was = before.features().get(name);
        FeatureProfile is = now.features().get(name);
        if (was == null || is == null) {
            return cameOrWent(name, was, is);
        }
        double z = z(was.missing(), is.missing(), now.rows());
        if (is.missing() == 1 && was.missing() < 1 && z > CLEAR) {
            return Optional.of(vanished(name, was.missing()));
        }
        if (was.missing() == 1 && is.missing() < 1) {
            return Optional.of(appeared(name, is.missing()));
        }
        if (is.missing() < 0.25 * was.missing() && -z > CLEAR) {
            Optional<InputEvent> replaced = replaced(name, was, is, -z);
            if (replaced.isPresent()) {
                return replaced;
            }
        }
        return UnitChange.between(was.quantiles(), is.quantiles()).map(change -> unit(name, was, is, change));
    }

    /** The event for a field that only one of the two schemas has. */
    private static Optional<InputEvent> cameOrWent(
            String name, @Nullable FeatureProfile was, @Nullable FeatureProfile is) {
        if (was != null) {
            return was.missing() < 1 ? Optional.of(vanished(name, was.missing())) : Optional.empty();
        }
        return is != null && is.missing() < 1 ? Optional.of(appeared(name, is.missing())) : Optional.empty();
    }

    /** The rise of a share in its own standard errors. */
    private double z(double was, double is, long rows) {
        double pooled = (was * before.rows() + is * rows) / (before.rows() + rows);
        double variance = pooled * (1 - pooled) * (1.0 / before.rows() + 1.0 / rows);
        return variance == 0 ? 0 : (is - was) / Math.sqrt(variance);
    }

    private static Optional<InputEvent> replaced(String name, FeatureProfile was, FeatureProfile is, double z) {
        double closed = was.missing() - is.missing();
        for (Map.Entry<Double, Double> common : is.common().entrySet()) {
            // Shares of all records, so that the closed gaps can be compared with the new value.
            double share = common.getValue() * (1 - is.missing());
            double usual = was.shareOf(common.getKey()) * (1 - was.missing());
            if (share - usual >= 0.5 * closed) {
                String message = format(
                        "field '%s': its share of missing values fell from %.3f to %.3f while the value %s rose to %.3f of the"
                                + " records; a producer seems to replace nulls: correct that, or add %s:%s to"
                                + " impute.sentinels",
                        name, was.missing(), is.missing(), common.getKey(), share, name, common.getKey());
                return Optional.of(new InputEvent(
                        EventKind.NULLS_REPLACED,
                        name,
                        message,
                        Map.of(
                                "before.missing", was.missing(),
                                "now.missing", is.missing(),
                                "value", common.getKey(),
                                "before.share", usual,
                                "now.share", share,
                                "z", Math.min(999, z))));
            }
        }
        return Optional.empty();
    }

    private static InputEvent vanished(String name, double missing) {
        return new InputEvent(
                EventKind.FEATURE_VANISHED,
                name,
                format(
                        "field '%s': no recent record has a value; of the training records, %.3f had none",
                        name, missing),
                Map.of("before.missing", missing, "now.missing", 1.0));
    }

    private static InputEvent appeared(String name, double is) {
        return new InputEvent(
                EventKind.FEATURE_APPEARED,
                name,
                format(
                        "field '%s': the generation was fitted without any value of it; %.3f of the recent records have one:"
                                + " the next refit will use it",
                        name, 1 - is),
                Map.of("before.missing", 1.0, "now.missing", is));
    }

    private static InputEvent unit(String name, FeatureProfile was, FeatureProfile is, UnitChange change) {
        Map<String, Double> figures = new HashMap<>();
        figures.put("factor", change.factor());
        figures.put("offset", change.offset());
        String[] words = {"q05", "q50", "q95"};
        for (int i = 0; i < 3; i++) {
            figures.put("before." + words[i], was.quantiles().get(i));
            figures.put("now." + words[i], is.quantiles().get(i));
        }
        return new InputEvent(
                EventKind.UNIT_CHANGED,
                name,
                format(
                        "field '%s': 90%% of the values lay between %.6g and %.6g, median %.6g, and now lie between %.6g and %.6g,"
                                + " median %.6g: about %.4g times the old values%s%s",
                        name,
                        was.quantiles().get(0),
                        was.quantiles().get(2),
                        was.quantiles().get(1),
                        is.quantiles().get(0),
                        is.quantiles().get(2),
                        is.quantiles().get(1),
                        change.factor(),
                        change.offset() == 0 ? "" : format(" plus %.4g", change.offset()),
                        change.name().isEmpty() ? "" : ", as " + change.name()),
                figures);
    }

    private Optional<InputEvent> newPattern(InputProfile now) {
        Set<String> shared = before.features().keySet();
        return now.patterns().entrySet().stream()
                .filter(pattern -> !pattern.getKey().isEmpty()
                        && pattern.getValue() >= PATTERN_SHARE
                        && pattern.getValue() * now.rows() >= 10
                        && !before.patterns().containsKey(pattern.getKey())
                        && shared.containsAll(List.of(pattern.getKey().split(","))))
                .findFirst()
                .map(pattern -> new InputEvent(
                        EventKind.NEW_PATTERN,
                        null,
                        format(
                                "%.1f%% of the recent records lack %s and nothing else; that is none of the %d most frequent"
                                        + " patterns of gaps in the %d training records",
                                100 * pattern.getValue(),
                                pattern.getKey().replace(",", ", "),
                                before.patterns().size(),
                                before.rows()),
                        Map.of("now.share", pattern.getValue(), "cells", (double)
                                pattern.getKey().split(",").length)));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
