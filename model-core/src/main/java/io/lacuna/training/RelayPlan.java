package io.lacuna.training;

import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How many fits of how many relays, by rule from the table's size and the budget. No clock is read, so that equal input
 * gives equal models.
 *
 * <p>The rule: as many relays as {@code observed cells / (1.5 d (d + 3))}, between 2 and a cap that grows with the table;
 * six fits a space at an eighth to the whole of it; fewer and smaller fits, then fewer rounds, where the predicted time is
 * above the budget.
 *
 * @param fits what to fit, in order
 * @param iterations rounds of EM a fit
 * @param seconds predicted time on one thread
 */
record RelayPlan(List<Fit> fits, int iterations, double seconds) {

    /**
     * @param space 0 standardized, 1 rank-normal
     * @param relays number of relays
     */
    record Fit(int space, int relays) {}

    private static final double[][] CYCLES = {
        {1.0 / 8, 1.0 / 4, 1.0 / 2, 1.0 / 2, 3.0 / 4, 1}, {1.0 / 4, 1.0 / 2, 1}, {1.0 / 2, 1}, {1}
    };
    private static final double[] FAST_CYCLE = {1.0 / 4, 1.0 / 2};
    private static final double[] OUTWARDS = {1.0 / 2, 1, 1.0 / 4, 3.0 / 4, 1.0 / 8, 1.0 / 2};
    private static final int[] ROUNDS = {40, 25, 15, 10};

    /** Multiply-adds a second that the EM loops reach on one core, measured low. */
    private static final double RATE = 6e8;

    /** Relays of a row whose share is not negligible, about. */
    private static final double ACTIVE = 4;

    static RelayPlan of(Table table, FitSettings settings) {
        RelayOptions options = RelayOptions.of(settings);
        double[][] cycles = options.fits() > 0
                ? new double[][] {cycle(options.fits())}
                : options.fast() ? new double[][] {FAST_CYCLE} : CYCLES;
        int n = table.size();
        int d = Math.max(1, (int) table.features().list().stream()
                .filter(feature -> feature.isContinuous())
                .count());
        double cells = table.observedCells();
        double cap = Math.max(32, Math.min(64, 32 * Math.sqrt(cells / 40_000)));
        int most = options.relays() > 0
                ? options.relays()
                : (int) Math.round(Math.max(2, Math.min(cap, cells / (1.5 * d * (d + 3)))));
        double budget = settings.budget().toMillis() / 1e3 * settings.threads();
        double observed = d * cells / Math.max(1, (double) n * table.features().size());
        RelayPlan plan = null;
        for (; most >= 1; most = most > 2 ? most / 2 : most - 1) {
            for (int rounds : ROUNDS) {
                for (double[] cycle : cycles) {
                    plan = plan(options, cycle, most, rounds, n, d, observed);
                    if (plan.seconds <= budget) {
                        return plan;
                    }
                    if (rounds == ROUNDS[0]) {
                        // Fewer rounds before fewer than three fits a space.
                        if (cycle.length == 3) {
                            break;
                        }
                    }
                }
            }
        }
        return plan == null ? plan(options, new double[] {1}, 1, 1, n, d, observed) : plan;
    }

    /** The first so many of the longest cycle, from its middle outwards. */
    private static double[] cycle(int fits) {
        double[] shares = new double[fits];
        for (int i = 0; i < fits; i++) {
            shares[i] = OUTWARDS[i % OUTWARDS.length];
        }
        return shares;
    }

    private static RelayPlan plan(
            RelayOptions options, double[] cycle, int most, int rounds, int n, int d, double observed) {
        List<Fit> fits = new ArrayList<>();
        double seconds = 0;
        for (int space = options.standardized() ? 0 : 1; space < (options.rankNormal() ? 2 : 1); space++) {
            for (int relays : DoubleStream.of(cycle)
                    .mapToInt(share -> (int) Math.max(Math.min(2, most), Math.round(share * most)))
                    .toArray()) {
                fits.add(new Fit(space, relays));
                seconds += 0.63
                        * n
                        * rounds
                        * (relays * factorCost(observed) + Math.min(relays, ACTIVE) * moveCost(d, observed))
                        / RATE;
            }
        }
        return new RelayPlan(List.copyOf(fits), rounds, seconds);
    }

    private static double factorCost(double o) {
        return o * o * o / 6 + o * o + 30;
    }

    private static double moveCost(double d, double o) {
        double m = d - o;
        return o * o * m / 2 + m * m * o / 2 + d * d + 30;
    }
}
