package io.lacuna.internal.training;

import io.lacuna.data.Feature;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.model.TrainingStatistics;
import io.lacuna.internal.training.mixture.LowRankTrainer;
import io.lacuna.internal.training.mixture.RelayMixtureTrainer;
import io.lacuna.internal.training.neural.NeuralTrainer;
import io.lacuna.model.Provenance;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The inference methods by name, and the one way to fit a model with one of them. */
public final class Trainers {
    /** The method a user gets without choosing. */
    public static final String DEFAULT_METHOD = FitSettings.DEFAULT_METHOD;

    private static final Map<String, MemberTrainer> BY_METHOD = new LinkedHashMap<>();

    static {
        BY_METHOD.put("relay-mixture", new RelayMixtureByWidth());
        BY_METHOD.put("svi", new NeuralTrainer());
        BY_METHOD.put("relay", new NeuralTrainer());
        BY_METHOD.put("relay-clusters", new NeuralTrainer());
        BY_METHOD.put("pseudo-encoded", new NeuralTrainer());
        BY_METHOD.put("gauss-newton", new NeuralTrainer());
        BY_METHOD.put("natural-gradient", new NeuralTrainer());
        BY_METHOD.put("vae", new NeuralTrainer());
        BY_METHOD.put("marginal", (table, settings, progress) -> new MarginalMember(Marginals.fit(table)));
    }

    private Trainers() {}

    /** The relay mixture in the form that fits the table's width. */
    private static final class RelayMixtureByWidth implements MemberTrainer {
        @Override
        public Member fit(Table table, FitSettings settings, Progress progress) {
            return byWidth(table).fit(table, settings, progress);
        }

        @Override
        public Member refit(Table table, FitSettings settings, Progress progress, ImputationModel previous) {
            return byWidth(table).refit(table, settings, progress, previous);
        }

        private static MemberTrainer byWidth(Table table) {
            long continuous = table.features().list().stream()
                    .filter(Feature::isContinuous)
                    .count();
            return continuous > LowRankTrainer.FROM_FEATURES ? new LowRankTrainer() : new RelayMixtureTrainer();
        }
    }

    /** The names a user may choose from. */
    public static List<String> methods() {
        return List.copyOf(BY_METHOD.keySet());
    }

    /**
     * Makes sure that there is a method of that name, or of each of several joined by {@code +}.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    public static void require(String method) {
        for (String name : names(method)) {
            if (!BY_METHOD.containsKey(name)) {
                throw new IllegalArgumentException(
                        "unknown method '" + name + "'; known are " + String.join(", ", methods()));
            }
        }
    }

    private static String[] names(String method) {
        return method.split("\\+", -1);
    }

    /**
     * Fits a model. Of several methods, joined by {@code +}, each gives a member, with an equal share of the budget; their
     * predictions are averaged.
     *
     * @throws IllegalArgumentException with a message for the user where the method, an option or the table does not fit
     */
    public static ImputationModel fit(Table table, FitSettings settings, Progress progress) {
        return fit(table, settings, progress, null);
    }

    /**
     * Fits a model, from where an earlier one stands if the method can and the features are the same.
     *
     * @param previous the earlier model, or null to begin from nothing
     * @throws IllegalArgumentException as {@link #fit(Table, FitSettings, Progress)}
     */
    public static ImputationModel fit(
            Table table, FitSettings settings, Progress progress, @Nullable ImputationModel previous) {
        require(settings.method());
        if (table.observedCells() == 0) {
            throw new IllegalArgumentException("nothing to learn from: no cell of the table has a value");
        }
        Map<String, String> made = new TreeMap<>();
        made.put("fit.method", settings.method());
        made.put("fit.seed", Long.toString(settings.seed()));
        made.put("fit.rows", Integer.toString(table.size()));
        made.put("fit.observed.cells", Long.toString(table.observedCells()));
        settings.options().forEach((key, value) -> made.put("fit.option." + key, value));
        made.putAll(TrainingStatistics.of(table).entries());
        made.put("java.version", Runtime.version().toString());
        made.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        made.put("fit.warm.start", Boolean.toString(previous != null));
        String[] names = names(settings.method());
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            FitSettings own = names.length == 1 ? settings : part(settings, names[i], i == 0, names.length);
            double before = i;
            Progress share = (done, what) -> progress.report((before + done) / names.length, what);
            members.add(member(table, own, share, previous));
        }
        return new ImputationModel(table.features(), members, new Provenance(new TreeMap<>(made)));
    }

    /** What one of several methods gets of the settings. */
    private static FitSettings part(FitSettings settings, String name, boolean first, int parts) {
        Map<String, String> own = new HashMap<>();
        settings.options().forEach((key, value) -> {
            int dot = methods().stream()
                    .filter(each -> key.startsWith(each + "."))
                    .mapToInt(each -> each.length() + 1)
                    .max()
                    .orElse(0);
            if (dot == 0 ? first : key.startsWith(name + ".") && dot == name.length() + 1) {
                own.put(key.substring(dot), value);
            }
        });
        return new FitSettings(name, settings.seed(), settings.budget().dividedBy(parts), settings.threads(), own);
    }

    private static Member member(
            Table table, FitSettings settings, Progress progress, @Nullable ImputationModel previous) {
        MemberTrainer trainer = Objects.requireNonNull(BY_METHOD.get(settings.method()));
        return previous == null
                ? trainer.fit(table, settings, progress)
                : trainer.refit(table, settings, progress, previous);
    }
}
