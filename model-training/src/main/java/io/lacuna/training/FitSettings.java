package io.lacuna.training;

import io.lacuna.inference.InferenceMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of a fit. Immutable.
 *
 * @param methods at least one; each gives a member of the model, and the predictions of the members are averaged
 * @param seed of everything random; the same seed and table give the same bytes
 * @param budget how long the fit should take at most. It decides the sizes, so equal bytes require an equal budget
 * @param threads how many threads the fit may use
 * @param options the method's own options by name, such as {@code latent=16}; the method rejects unknown ones. With
 *     several methods, {@code svi.latent=16} is for {@code svi}, and an option without a method's name is for the first
 *     method
 */
public record FitSettings(
        List<InferenceMethod> methods, long seed, Duration budget, int threads, Map<String, String> options) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is no method, or threads or budget are not positive
     */
    public FitSettings {
        methods = List.copyOf(methods);
        options = Map.copyOf(options);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("a fit needs a method");
        }
        if (threads < 1 || budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("threads and budget must be positive: " + threads + ", " + budget);
        }
    }

    /**
     * Settings with methods by id.
     *
     * @param methods ids, several joined by {@code +}, such as {@code relay-mixture+svi}
     * @param seed of everything random
     * @param budget how long the fit should take at most
     * @param threads how many threads the fit may use
     * @param options the method's own options by name
     * @throws IllegalArgumentException if an id is unknown; the message names the known ones
     */
    public FitSettings(String methods, long seed, Duration budget, int threads, Map<String, String> options) {
        this(InferenceMethod.listOf(methods), seed, budget, threads, options);
    }

    /** {@return the default method with seed 0, a budget of one minute, and two threads} */
    public static FitSettings defaults() {
        return new FitSettings(List.of(InferenceMethod.DEFAULT), 0, Duration.ofMinutes(1), 2, Map.of());
    }

    /**
     * These settings with another method.
     *
     * @param other the method
     * @return changed settings
     */
    public FitSettings withMethod(InferenceMethod other) {
        return new FitSettings(List.of(other), seed, budget, threads, options);
    }

    /**
     * These settings with another seed.
     *
     * @param other the seed
     * @return changed settings
     */
    public FitSettings withSeed(long other) {
        return new FitSettings(methods, other, budget, threads, options);
    }

    /**
     * These settings with another budget.
     *
     * @param other the budget
     * @return changed settings
     */
    public FitSettings withBudget(Duration other) {
        return new FitSettings(methods, seed, other, threads, options);
    }

    /**
     * These settings with another number of threads.
     *
     * @param other the number of threads
     * @return changed settings
     */
    public FitSettings withThreads(int other) {
        return new FitSettings(methods, seed, budget, other, options);
    }

    /**
     * These settings with one more option, or another value of an option.
     *
     * @param name of the option
     * @param value of the option
     * @return changed settings
     */
    public FitSettings withOption(String name, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(name, value);
        return new FitSettings(methods, seed, budget, threads, more);
    }
}
