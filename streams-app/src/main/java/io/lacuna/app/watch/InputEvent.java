package io.lacuna.app.watch;

import io.lacuna.schemas.EventKind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event, with the numbers that support it.
 *
 * @param feature the field concerned; null where the event concerns all
 * @param message one line for a person
 * @param figures the numbers, by name
 */
public record InputEvent(EventKind kind, @Nullable String feature, String message, Map<String, Double> figures) {
    public InputEvent {
        figures = Map.copyOf(figures);
    }

    /** Two events with the same key are the same observation made twice. */
    public String key() {
        return kind + " " + (feature == null ? "" : feature);
    }

    /** The event of a rise of the live error; its message names the three fields that contribute most. */
    public static InputEvent of(DriftDetector.Drift drift) {
        Map<String, Double> figures = new HashMap<>();
        figures.put("before.error", drift.before());
        figures.put("now.error", drift.now());
        figures.put("records", (double) drift.records());
        figures.put("z", drift.z());
        drift.fields().forEach((field, change) -> {
            figures.put("before.error." + field, change.before());
            figures.put("now.error." + field, change.now());
        });
        String worst = drift.fields().entrySet().stream()
                .filter(entry -> entry.getValue().now() > entry.getValue().before())
                .sorted(Comparator.comparingDouble(
                        entry -> squared(entry.getValue().before())
                                - squared(entry.getValue().now())))
                .limit(3)
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s %.2f to %.2f",
                        entry.getKey(),
                        entry.getValue().before(),
                        entry.getValue().now()))
                .collect(Collectors.joining(", "));
        String message = String.format(
                Locale.ROOT,
                "generation %d fills worse than when it began: error %.3f on its first %d scored records, %.3f on the last,"
                        + " z %.1f%s",
                drift.generation(),
                drift.before(),
                drift.records(),
                drift.now(),
                drift.z(),
                worst.isEmpty() ? "" : "; most in " + worst);
        return new InputEvent(EventKind.DRIFT, null, message, figures);
    }

    private static double squared(double error) {
        return error * error;
    }
}
