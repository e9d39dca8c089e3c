package io.lacuna.internal.training.mixture;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.relay.Atoms;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the {@link Atoms} of a table's numbers. A value is an atom if
 *
 * <ul>
 *   <li>at least {@value #SHARE} of the observed cells have it, and at least {@value #CELLS} cells;
 *   <li>and they are {@value #TIMES} times as many as the {@value #NEAR} next distinct values on either side have on
 *       average. Rounding repeats values too, but near values almost as often: a normal rounded to whole standard
 *       deviations has 2.5 times as many cells at its mean.
 * </ul>
 *
 * A feature with two values has no atoms: relays tell two values apart by their centres. Mutable, for one feature.
 */
final class AtomRules {
    /** The option's value for these rules, and the one for no atoms. */
    static final String AUTO = "auto";

    static final String NONE = "none";

    private static final double SHARE = 0.05;
    private static final int CELLS = 20;
    private static final double TIMES = 4;
    private static final int NEAR = 2;

    private static final int TWO = 2;

    /** The distinct values, increasing, and the number of cells with each. */
    private final double[] values;

    private final int[] counts;
    private final int cells;

    private AtomRules(double[] sorted) {
        cells = sorted.length;
        values = Arrays.stream(sorted).distinct().toArray();
        counts = new int[values.length];
        int at = 0;
        for (double cell : sorted) {
            at += cell == values[at] ? 0 : 1;
            counts[at]++;
        }
    }

    /**
     * The atoms that an option asks for.
     *
     * @param option {@code auto}, {@code none} or {@code name=value:value;name=value}
     * @throws IllegalArgumentException if the option is malformed or names no number of the table; the message is for
     *     the user
     */
    static Atoms of(Table table, String option) {
        return switch (option) {
            case AUTO -> find(table);
            case NONE -> Atoms.none(RelayEnsemble.continuous(table.features()).length);
            default -> parse(option, table.features());
        };
    }

    /**
     * Refuses atoms that an option names in a table that is too wide for them. {@code auto} finds none there.
     *
     * @param most largest number of continuous features of a table with atoms
     * @throws IllegalArgumentException the message is for the user
     */
    static void refuseNamed(String option, int most) {
        if (!option.equals(AUTO) && !option.equals(NONE)) {
            throw new IllegalArgumentException("tables with more than " + most
                    + " columns of numbers have no atoms: leave out atoms=" + option
                    + ", or exclude columns until at most " + most + " are left");
        }
    }

    private static Atoms find(Table table) {
        int[] continuous = RelayEnsemble.continuous(table.features());
        double[][] atoms = new double[continuous.length][];
        for (int c = 0; c < continuous.length; c++) {
            int j = continuous[c];
            atoms[c] = new AtomRules(table.rows().stream()
                            .mapToDouble(row -> row[j] + 0.0) // -0.0 + 0.0 is 0.0
                            .filter(cell -> !Double.isNaN(cell))
                            .sorted()
                            .toArray())
                    .atoms();
        }
        return new Atoms(atoms);
    }

    private double[] atoms() {
        double least = Math.max(CELLS, SHARE * cells);
        double[] atoms = new double[values.length];
        int count = 0;
        for (int i = 0; i < values.length && values.length > TWO; i++) {
            boolean often = counts[i] >= least;
            if (often && counts[i] >= TIMES * meanNear(i)) {
                atoms[count++] = values[i];
            }
        }
        return Arrays.copyOf(atoms, count);
    }

    /** The mean number of cells of the distinct values next to the i-th. */
    private double meanNear(int i) {
        int from = Math.max(0, i - NEAR);
        int to = Math.min(counts.length, i + NEAR + 1);
        int sum = -counts[i];
        for (int k = from; k < to; k++) {
            sum += counts[k];
        }
        return (double) sum / (to - from - 1);
    }

    private static Atoms parse(String option, Features features) {
        int[] continuous = RelayEnsemble.continuous(features);
        double[][] atoms = new double[continuous.length][0];
        Map<String, Integer> places = new TreeMap<>();
        for (int c = 0; c < continuous.length; c++) {
            places.put(features.get(continuous[c]).name(), c);
        }
        for (String part : option.split(";")) {
            int equals = part.lastIndexOf('=');
            if (equals < 1) {
                throw malformed(option, "'" + part + "' is not NAME=VALUE:VALUE");
            }
            Integer place = places.get(part.substring(0, equals).strip());
            if (place == null) {
                throw malformed(option, "no column of numbers is named '" + part.substring(0, equals) + "'");
            }
            try {
                atoms[place] = Arrays.stream(part.substring(equals + 1).split(":"))
                        .mapToDouble(Double::parseDouble)
                        .sorted()
                        .distinct()
                        .toArray();
            } catch (NumberFormatException notANumber) {
                throw malformed(option, "'" + part + "' has a value that is not a number");
            }
        }
        return new Atoms(atoms);
    }

    private static IllegalArgumentException malformed(String option, String why) {
        return new IllegalArgumentException(
                "atoms is auto, none or NAME=VALUE:VALUE;NAME=VALUE, not '" + option + "': " + why);
    }
}
