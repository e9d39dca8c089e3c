package io.lacuna.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much work inference may do for one record. Methods in closed form ignore these settings; the encoder of a VAE
 * never takes optimizer steps. Immutable.
 *
 * @param method the inference method; null for the method that the member was fitted with
 * @param maxIterations largest number of optimizer steps per record; 0 for the method's own default
 * @param steps fixed number of optimizer steps per record; {@link #OWN_STEPS} for the method's own
 * @param tolerance relative change of the objective at which the optimizer stops
 */
public record InferenceSettings(@Nullable InferenceMethod method, int maxIterations, int steps, double tolerance) {
    /** Number of steps that means the method's default. */
    public static final int OWN_STEPS = -1;
    /** Each member with its own method, its own number of steps and a tolerance of 1e-4. */
    public static final InferenceSettings DEFAULT = new InferenceSettings(null, 0, 1e-4);

    /**
     * Settings with the method's own number of steps.
     *
     * @param method the inference method; null for the method that the member was fitted with
     * @param maxIterations largest number of optimizer steps per record; 0 for the method's own default
     * @param tolerance relative change of the objective at which the optimizer stops
     */
    public InferenceSettings(@Nullable InferenceMethod method, int maxIterations, double tolerance) {
        this(method, maxIterations, OWN_STEPS, tolerance);
    }

    /**
     * The settings as a model can serve them.
     *
     * @param known methods that the model can be served with
     * @return these settings, without their method if it is not one of the known methods
     */
    public InferenceSettings forMethods(List<? extends InferenceMethod> known) {
        return method == null || known.contains(method)
                ? this
                : new InferenceSettings(null, maxIterations, steps, tolerance);
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public InferenceSettings {
        if (maxIterations < 0 || steps < OWN_STEPS || !(tolerance >= 0)) {
            throw new IllegalArgumentException("iterations, steps and tolerance must not be negative: " + maxIterations
                    + ", " + steps + ", " + tolerance);
        }
    }
}
