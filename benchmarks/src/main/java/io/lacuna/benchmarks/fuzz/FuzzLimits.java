package io.lacuna.benchmarks.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Limits and seed of a fuzz run, from its arguments. */
record FuzzLimits(long executions, long milliseconds, long seed) {
    /** How the arguments are written. */
    static final String USAGE = "[--executions N] [--minutes N] [--seed N]";

    /**
     * @throws IllegalArgumentException if an argument is not known
     */
    static FuzzLimits of(List<String> arguments) {
        Map<String, Long> requested = new TreeMap<>(Map.of("executions", 10_000_000L, "minutes", 30L, "seed", 0L));
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            String name = arguments.get(i).replaceFirst("^--", "");
            if (requested.replace(name, Long.parseLong(arguments.get(i + 1))) == null) {
                throw new IllegalArgumentException("'" + arguments.get(i) + "' is not known");
            }
        }
        return new FuzzLimits(
                Objects.requireNonNull(requested.get("executions")),
                Objects.requireNonNull(requested.get("minutes")) * 60_000,
                Objects.requireNonNull(requested.get("seed")));
    }
}
