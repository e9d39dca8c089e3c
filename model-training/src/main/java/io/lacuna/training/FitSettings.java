package io.lacuna.training;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How to fit. Immutable.
 *
 * @param method name of the inference method, one of {@link ModelFitter#methods()}, or several joined by {@code +}
 * @param seed of everything random; the same seed and table give the same bytes
 * @param budget how long the fit should take at most; it chooses sizes by it, so it is part of what must be equal for equal bytes
 * @param threads how many threads the fit may use
 * @param options the method's own settings by name, such as {@code latent=16}; the method refuses those it does not know; of several
 *     methods, {@code svi.latent=16} is for the one of that name, and what names none for the first
 */
public record FitSettings(String method, long seed, Duration budget, int threads, Map<String, String> options) {
    /** The method of {@link #defaults}. */
    public static final String DEFAULT_METHOD = "relay-mixture";

    /**
     * @throws IllegalArgumentException where threads or budget are not positive
     */
    public FitSettings {
        options = Map.copyOf(options);
        if (threads < 1 || budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("threads and budget must be positive: " + threads + ", " + budget);
        }
    }

    /** The default method with seed 0, a minute, and two threads. */
    public static FitSettings defaults() {
        return new FitSettings(DEFAULT_METHOD, 0, Duration.ofMinutes(1), 2, Map.of());
    }

    /** These settings with another method. */
    public FitSettings withMethod(String other) {
        return new FitSettings(other, seed, budget, threads, options);
    }

    /** These settings with another seed. */
    public FitSettings withSeed(long other) {
        return new FitSettings(method, other, budget, threads, options);
    }

    /** These settings with another budget. */
    public FitSettings withBudget(Duration other) {
        return new FitSettings(method, seed, other, threads, options);
    }

    /** These settings with another number of threads. */
    public FitSettings withThreads(int other) {
        return new FitSettings(method, seed, budget, other, options);
    }

    /** These settings with one option more, or with another value of it. */
    public FitSettings withOption(String name, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(name, value);
        return new FitSettings(method, seed, budget, threads, more);
    }
}
