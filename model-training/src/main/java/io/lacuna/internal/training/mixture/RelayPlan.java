package io.lacuna.internal.training.mixture;

import io.lacuna.data.Table;
import io.lacuna.training.FitSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How many fits and relays to use, by a rule from the table's size and the budget. It reads no clock, so that equal
 * input gives equal models.
 *
 * <p>The rule for the largest number of relays: {@code observed cells / (1.5 d (d + 3))}, at least 2 and at most 32; in
 * a larger table at most {@code 32 (cells / 32000)^1.5}, but never more than 192. Each space gets six fits, with an
 * eighth of this number up to all of it. With very many relays there are fewer fits, down to two, because the cost of a
 * record grows with the relays of all fits. If the predicted time exceeds the budget, there are first fewer and smaller
 * fits, then fewer iterations.
 *
 * @param fits what to fit, in order
 * @param iterations EM iterations per fit
 * @param seconds predicted time on one thread
 */
record RelayPlan(List<Fit> fits, int iterations, double seconds) {

    /**
     * @param space 0 standard units, 1 rank-normal scores
     * @param relays number of relays
     */
    record Fit(int space, int relays) {}

    private static final double[][] CYCLES = {
        {1.0 / 8, 1.0 / 4, 1.0 / 2, 1.0 / 2, 3.0 / 4, 1},
        {1.0 / 4, 1.0 / 2, 1.0 / 2, 1},
        {1.0 / 4, 1.0 / 2, 1},
        {1.0 / 2, 1},
        {1}
    };
    /** The largest number of relays for which the cycle at the same index is the first choice. */
    private static final int[] MOST_OF_CYCLE = {40, 110, 140, Integer.MAX_VALUE};

    private static final double[] FAST_CYCLE = {1.0 / 4, 1.0 / 2};
    private static final double[] OUTWARDS = {1.0 / 2, 1, 1.0 / 4, 3.0 / 4, 1.0 / 8, 1.0 / 2};
    private static final int[] ROUNDS = {40, 25, 15, 10};

    private static final int SMALL_MOST = 32;
    private static final double SMALL_CELLS = 32_000;
    private static final double GROWTH = 1.5;
    private static final int LARGE_MOST = 192;

    /** Multiply-adds per second of the EM loops on one core; a low measurement. */
    private static final double RATE = 6e8;

    /**
     * The number of threads assumed for the budget, whatever the machine has, so that equal input gives equal models
     * everywhere.
     */
    private static final int PLANNED_THREADS = 2;

    /**
     * The share of the relays' factors that an average iteration computes, and the number of relays from which this
     * share applies.
     */
    private static final double EVALUATED = 0.5;

    private static final int MANY_RELAYS = 12;

    /** The approximate number of relays whose probability for a row is not negligible. */
    private static final double ACTIVE = 4;

    static RelayPlan of(Table table, FitSettings settings) {
        RelayOptions options = RelayOptions.of(settings);
        int n = table.size();
        int d = Math.max(1, (int) table.features().list().stream()
                .filter(feature -> feature.isContinuous())
                .count());
        double cells = table.observedCells();
        double cap = options.preset() != RelayOptions.Preset.DEFAULT
                ? SMALL_MOST
                : Math.min(LARGE_MOST, SMALL_MOST * Math.max(1, Math.pow(cells / SMALL_CELLS, GROWTH)));
        int most = options.relays() > 0
                ? options.relays()
                : (int) Math.round(Math.max(2, Math.min(cap, cells / (1.5 * d * (d + 3)))));
        double budget = seconds(settings);
        double observed = d * cells / Math.max(1, (double) n * table.features().size());
        RelayPlan plan = null;
        double[][] cycles = cycles(options, most);
        for (; most >= 1; most = most > 2 ? most / 2 : most - 1) {
            for (int rounds : ROUNDS) {
                for (double[] cycle : cycles) {
                    plan = plan(options, cycle, most, rounds, n, d, observed);
                    if (plan.seconds <= budget) {
                        return plan;
                    }
                    if (rounds == ROUNDS[0]) {
                        // Fewer iterations come before fewer than three fits per space.
                        if (cycle.length <= 3) {
                            break;
                        }
                    }
                }
            }
        }
        return plan == null ? plan(options, new double[] {1}, 1, 1, n, d, observed) : plan;
    }

    /** The multiply-adds that fit into the budget. */
    static double operations(FitSettings settings) {
        return settings.budget().toMillis() / 1e3 * PLANNED_THREADS * RATE;
    }

    /** The predicted seconds on one thread that fit into the budget. */
    static double seconds(FitSettings settings) {
        return operations(settings) / RATE;
    }

    /** The places of all fits in {@link #fits}. */
    int[] numbers() {
        return IntStream.range(0, fits.size()).toArray();
    }

    /** The largest number of relays of a fit. */
    int mostRelays() {
        return fits.stream().mapToInt(Fit::relays).max().orElse(1);
    }

    /** The cycles to try, in order. */
    private static double[][] cycles(RelayOptions options, int most) {
        if (options.fits() > 0) {
            return new double[][] {cycle(options.fits())};
        }
        if (options.fast()) {
            return new double[][] {FAST_CYCLE};
        }
        int first = 0;
        while (most > MOST_OF_CYCLE[first]) {
            first++;
        }
        return Arrays.copyOfRange(CYCLES, first, CYCLES.length);
    }

    /** The first {@code fits} sizes of the longest cycle, from its middle outwards. */
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
                        * (relays * (relays < MANY_RELAYS ? 1 : EVALUATED) * factorCost(observed)
                                + Math.min(relays, ACTIVE) * moveCost(d, observed))
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
