package io.lacuna.benchmarks.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is asked of the fault suite.
 *
 * @param kills fewest processes killed
 * @param records fewest records sent
 * @param rate records a second
 * @param seed of the plan and of the records
 */
record FaultArguments(int kills, long records, int rate, long seed) {
    static final String USAGE = "[--kills N] [--records N] [--rate N] [--seed N]";

    static FaultArguments of(List<String> arguments) {
        Map<String, Long> given = new TreeMap<>(Map.of("kills", 15L, "records", 0L, "rate", 1_000L, "seed", 0L));
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i).startsWith("--") ? arguments.get(i).substring(2) : "";
            if (!given.containsKey(name) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("'" + arguments.get(i) + "' is not understood; use " + USAGE);
            }
            given.put(name, number(name, arguments.get(i + 1)));
        }
        return new FaultArguments(
                Math.toIntExact(value(given, "kills")),
                value(given, "records"),
                Math.toIntExact(Math.max(1, value(given, "rate"))),
                value(given, "seed"));
    }

    private static long value(Map<String, Long> given, String name) {
        return given.getOrDefault(name, 0L);
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("--" + name + " takes a whole number, not '" + text + "'");
        }
    }
}
