package io.lacuna.benchmarks.papers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Arguments such as {@code --full --seed 3 --csv F}.
 *
 * @param given values by name; a flag without a value has the value {@code true}
 */
public record PaperArguments(Map<String, String> given) {
    private static final Set<String> FLAGS = Set.of("full", "encoder", "published");
    private static final Set<String> VALUES = Set.of(
            "seed", "csv", "mnist", "labels", "out", "rows", "epochs", "architecture", "latent", "seconds", "missing");

    /** The arguments that all these tables have. */
    public static final String USAGE =
            "[--full] [--seed S] [--csv FILE | --mnist IDX-FILE] [--rows N] [--epochs E] [--out FOLDER]";

    public static PaperArguments of(List<String> arguments) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i).startsWith("--") ? arguments.get(i).substring(2) : "";
            if (FLAGS.contains(name)) {
                given.put(name, "true");
            } else if (VALUES.contains(name) && i + 1 < arguments.size()) {
                given.put(name, arguments.get(++i));
            } else {
                throw new IllegalArgumentException("'" + arguments.get(i) + "' is not understood; use " + USAGE);
            }
        }
        return new PaperArguments(given);
    }

    public boolean full() {
        return given.containsKey("full");
    }

    /** Whether posteriors are trained with an encoder. */
    boolean encoder() {
        return given.containsKey("encoder");
    }

    /** Whether networks and posteriors are optimized as in buffered-svi. */
    public boolean published() {
        return given.containsKey("published");
    }

    public long seed() {
        return number("seed", 0);
    }

    public int number(String name, int otherwise) {
        try {
            return Integer.parseInt(given.getOrDefault(name, Integer.toString(otherwise)));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("--" + name + " takes a whole number, not '" + given.get(name) + "'");
        }
    }

    /** The shares of missing cells to measure: the one that is given, otherwise these. */
    double[] missing(double... otherwise) {
        if (!given.containsKey("missing")) {
            return otherwise;
        }
        try {
            double share = Double.parseDouble(given.get("missing"));
            if (share >= 0 && share < 1) {
                return new double[] {share};
            }
        } catch (NumberFormatException reported) {
            // Reported below.
        }
        throw new IllegalArgumentException(
                "--missing takes a share from 0 to below 1, not '" + given.get("missing") + "'");
    }

    /** The path of a result file: in the given folder, {@code bench-results} by default. */
    public Path result(String file) {
        return Path.of(given.getOrDefault("out", "bench-results")).resolve(file);
    }
}
