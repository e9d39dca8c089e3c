package io.lacuna.training;

import java.time.Duration;
import java.util.Map;

/**
 * How to fit.
 *
 * @param method name of the inference method, one of {@link Trainers#methods()}
 * @param seed of everything random; the same seed and table give the same bytes
 * @param budget how long the fit should take at most; it chooses sizes by it, so it is part of what must be equal for equal bytes
 * @param threads how many threads the fit may use
 * @param options the method's own settings by name, such as {@code latent=16}; the method refuses those it does not know
 */
public record FitSettings(String method, long seed, Duration budget, int threads, Map<String, String> options) {
    public FitSettings {
        options = Map.copyOf(options);
        if (threads < 1 || budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("threads and budget must be positive: " + threads + ", " + budget);
        }
    }

    /** The default method with seed 0, a minute, and two threads. */
    public static FitSettings defaults() {
        return new FitSettings(Trainers.DEFAULT_METHOD, 0, Duration.ofMinutes(1), 2, Map.of());
    }

    public FitSettings withMethod(String other) {
        return new FitSettings(other, seed, budget, threads, options);
    }

    public FitSettings withSeed(long other) {
        return new FitSettings(method, other, budget, threads, options);
    }
}
