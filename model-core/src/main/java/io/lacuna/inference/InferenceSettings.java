package io.lacuna.inference;

import java.util.List;

/**
 * How hard a kernel may work on one record. Methods in closed form ignore it.
 *
 * @param method name of the inference method, or empty for the one the member was fitted with
 * @param maxIterations cap on optimizer steps a record; 0 takes the method's own default
 * @param tolerance relative change of the objective at which optimizing stops
 */
public record InferenceSettings(String method, int maxIterations, double tolerance) {
    public static final InferenceSettings DEFAULT = new InferenceSettings("", 0, 1e-4);

    /** These settings, or the same without a method where it is none of those. */
    public InferenceSettings forMethods(List<String> known) {
        return method.isEmpty() || known.contains(method) ? this : new InferenceSettings("", maxIterations, tolerance);
    }

    public InferenceSettings {
        if (maxIterations < 0 || !(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "iterations and tolerance must not be negative: " + maxIterations + ", " + tolerance);
        }
    }
}
