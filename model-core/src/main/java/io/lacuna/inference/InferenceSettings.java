package io.lacuna.inference;

import java.util.List;

/**
 * How hard a kernel may work on one record. Methods in closed form ignore it; a VAE's encoder takes no step in any case.
 *
 * @param method name of the inference method, or empty for the one the member was fitted with
 * @param maxIterations cap on optimizer steps a record; 0 takes the method's own default
 * @param steps optimizer steps a record instead of the method's own; {@link #OWN_STEPS} for those
 * @param tolerance relative change of the objective at which optimizing stops
 */
public record InferenceSettings(String method, int maxIterations, int steps, double tolerance) {
    public static final int OWN_STEPS = -1;
    public static final InferenceSettings DEFAULT = new InferenceSettings("", 0, 1e-4);

    public InferenceSettings(String method, int maxIterations, double tolerance) {
        this(method, maxIterations, OWN_STEPS, tolerance);
    }

    /** These settings, or the same without a method where it is none of those. */
    public InferenceSettings forMethods(List<String> known) {
        return method.isEmpty() || known.contains(method)
                ? this
                : new InferenceSettings("", maxIterations, steps, tolerance);
    }

    public InferenceSettings {
        if (maxIterations < 0 || steps < OWN_STEPS || !(tolerance >= 0)) {
            throw new IllegalArgumentException("iterations, steps and tolerance must not be negative: " + maxIterations
                    + ", " + steps + ", " + tolerance);
        }
    }
}
