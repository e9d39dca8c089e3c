package io.lacuna.internal.training.boosting;

import io.lacuna.data.Feature;
import io.lacuna.data.Table;
import io.lacuna.training.FitSettings;
import java.util.Map;
import java.util.TreeMap;

/**
 * The size of a fit, by a rule from the table's size and the budget. It reads no clock, so that equal input gives equal
 * models. If the predicted time is above the budget, there are first fewer copies, then fewer rows in a bag, then fewer
 * bags and rounds.
 *
 * @param bags number of bootstrap samples
 * @param rounds trees of a bag for one output
 * @param copies of each row, each with other hidden cells
 * @param rows largest number of rows of a bag
 * @param seconds predicted time on one thread
 */
record BoostingPlan(int bags, int rounds, int copies, int rows, double seconds) {
    private static final int BAGS = 6;
    private static final int ROUNDS = 100;
    private static final int MOST_COPIES = 8;
    private static final int COPIED_ROWS = 16_000;
    private static final int LEAST_ROWS = 2000;

    /** Histogram updates per second on one core; a low measurement. */
    private static final double RATE = 2.5e8;

    /** How often a row enters a histogram while a tree grows: less than the depth, because the larger child is a difference. */
    private static final double PASSES = 2.5;

    /** The number of threads assumed for the budget, whatever the machine has. */
    private static final int PLANNED_THREADS = 2;

    private static final Map<String, String> KNOWN =
            new TreeMap<>(Map.of("bags", "bootstrap samples", "rounds", "trees of a bag"));
    private static final int MOST_BAGS = 64;
    private static final int MOST_ROUNDS = 1000;

    /**
     * @throws IllegalArgumentException if an option is unknown or its value is wrong; the message is for the user
     */
    static BoostingPlan of(Table table, int inputs, int outputs, FitSettings settings) {
        for (String option : settings.options().keySet()) {
            if (!KNOWN.containsKey(option)) {
                throw new IllegalArgumentException(
                        "boosted-trees knows no option '" + option + "', only " + String.join(", ", KNOWN.keySet()));
            }
        }
        int bags = number(settings, "bags", MOST_BAGS, BAGS);
        int rounds = number(settings, "rounds", MOST_ROUNDS, ROUNDS);
        int n = table.size();
        int rows = n;
        int copies = Math.max(1, Math.min(MOST_COPIES, COPIED_ROWS / Math.max(1, n)));
        double share = table.observedCells()
                / Math.max(1.0, (double) n * table.features().size());
        double budget = settings.budget().toMillis() / 1e3 * PLANNED_THREADS;
        BoostingPlan plan = plan(bags, rounds, copies, rows, share * inputs * outputs);
        while (plan.seconds > budget) {
            if (copies > 1) {
                copies /= 2;
            } else if (rows > LEAST_ROWS) {
                rows = Math.max(LEAST_ROWS, rows / 2);
            } else if (bags > 2) {
                bags--;
            } else if (rounds > 10) {
                rounds /= 2;
            } else {
                break;
            }
            plan = plan(bags, rounds, copies, rows, share * inputs * outputs);
        }
        return plan;
    }

    /** The number of outputs of all features. */
    static int outputs(Table table) {
        return table.features().list().stream().mapToInt(BoostingPlan::outputs).sum();
    }

    private static int outputs(Feature feature) {
        return feature.categories() > 2 ? feature.categories() : 1;
    }

    private static BoostingPlan plan(int bags, int rounds, int copies, int rows, double width) {
        double distinct = 0.63 * rows;
        return new BoostingPlan(bags, rounds, copies, rows, bags * rounds * distinct * copies * width * PASSES / RATE);
    }

    private static int number(FitSettings settings, String name, int most, int otherwise) {
        String value = settings.options().get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new IllegalArgumentException(name + " is a number from 1 to " + most + ", not '" + value + "'");
    }
}
