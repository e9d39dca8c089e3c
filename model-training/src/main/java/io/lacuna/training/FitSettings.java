package io.lacuna.training;

import io.lacuna.internal.training.Trainers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How to fit.
 *
 * @param method name of the inference method, one of {@link Trainers#methods()}, or several joined by {@code +}
 * @param seed of everything random; the same seed and table give the same bytes
 * @param budget how long the fit should take at most; it chooses sizes by it, so it is part of what must be equal for equal bytes
 * @param threads how many threads the fit may use
 * @param options the method's own settings by name, such as {@code latent=16}; the method refuses those it does not know; of several
 *     methods, {@code svi.latent=16} is for the one of that name, and what names none for the first
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

    /** What one of several methods gets of it. */
    public FitSettings part(String name, boolean first, int parts) {
        Map<String, String> own = new HashMap<>();
        options.forEach((key, value) -> {
            int dot = Trainers.methods().stream()
                    .filter(each -> key.startsWith(each + "."))
                    .mapToInt(each -> each.length() + 1)
                    .max()
                    .orElse(0);
            if (dot == 0 ? first : key.startsWith(name + ".") && dot == name.length() + 1) {
                own.put(key.substring(dot), value);
            }
        });
        return new FitSettings(name, seed, budget.dividedBy(parts), threads, own);
    }
}
