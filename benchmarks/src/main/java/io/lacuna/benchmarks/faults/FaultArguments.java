package io.lacuna.benchmarks.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The arguments of the fault suite.
 *
 * @param faults smallest number of faults
 * @param kills smallest number of processes to kill
 * @param records smallest number of records to send
 * @param rate records per second
 * @param seed of the plan and of the records
 * @param slackS seconds that readiness may be later than the ten, for a machine that is busy with other work
 * @param only faults to choose from; empty for all
 */
record FaultArguments(int faults, int kills, long records, int rate, long seed, long slackS, List<Fault> only) {
    static final String USAGE =
            "[--whole | [--faults N] [--kills N] [--records N] [--rate N]] [--seed N] [--slack SECONDS] [--only fault-name,...]";

    FaultArguments {
        only = List.copyOf(only);
    }

    static FaultArguments of(List<String> arguments) {
        Map<String, Long> given = new TreeMap<>(
                Map.of("faults", 0L, "kills", 15L, "records", 0L, "rate", 1_000L, "seed", 0L, "slack", 0L));
        List<Fault> only = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i).startsWith("--") ? arguments.get(i).substring(2) : "";
            if (name.equals("whole")) {
                given.putAll(Map.of("faults", 100L, "kills", 40L, "records", 1_500_000L, "rate", 1_000L));
                i--;
                continue;
            }
            if (name.equals("only") && i + 1 < arguments.size()) {
                for (String fault : arguments.get(i + 1).split(",")) {
                    only.add(fault(fault));
                }
                continue;
            }
            if (!given.containsKey(name) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("'" + arguments.get(i) + "' is not understood; use " + USAGE);
            }
            given.put(name, number(name, arguments.get(i + 1)));
        }
        return new FaultArguments(
                Math.toIntExact(value(given, "faults")),
                Math.toIntExact(value(given, "kills")),
                value(given, "records"),
                Math.toIntExact(Math.max(1, value(given, "rate"))),
                value(given, "seed"),
                value(given, "slack"),
                only);
    }

    /** Whether the run goes on after so much. */
    boolean wants(int struck, int killed, long sent) {
        return struck < faults || killed < kills || sent < records;
    }

    private static Fault fault(String name) {
        try {
            return Fault.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            String known = Stream.of(Fault.values()).map(Fault::option).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("there is no fault '" + name + "'; there are " + known, unknown);
        }
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
