package io.lacuna.app.stream.recent;

import io.lacuna.data.Feature;
import org.jspecify.annotations.Nullable;

/** Sums over the current block of scored cells and the one before. For one thread at a time. */
final class Tally {
    private static final int BLOCK = 1_000;
    private static final int CELLS = 0;
    private static final int LOSS = 1;
    private static final int COVERED = 2;
    private static final int MEAN_CELLS = 3;
    private static final int MEAN_LOSS = 4;
    private static final int LAST_CELLS = 5;
    private static final int LAST_LOSS = 6;
    private static final int BESIDE_LAST = 7;
    private static final int SUMS = 8;

    private double[] before = new double[SUMS];
    private double[] now = new double[SUMS];

    /**
     * Adds a cell.
     *
     * @param loss squared error of a number; 1 or 0 of a category
     * @param byMean loss of the mean; NaN if unknown
     * @param byLast loss of the last value; NaN if unknown
     */
    void add(double loss, boolean covered, double byMean, double byLast) {
        if (!Double.isFinite(loss)) {
            return;
        }
        if (now[CELLS] == BLOCK) {
            before = now;
            now = new double[SUMS];
        }
        now[CELLS]++;
        now[LOSS] += loss;
        now[COVERED] += covered ? 1 : 0;
        if (Double.isFinite(byMean)) {
            now[MEAN_CELLS]++;
            now[MEAN_LOSS] += byMean;
        }
        if (Double.isFinite(byLast)) {
            now[LAST_CELLS]++;
            now[LAST_LOSS] += byLast;
            now[BESIDE_LAST] += loss;
        }
    }

    long cells() {
        return (long) sum(CELLS);
    }

    private double sum(int of) {
        return before[of] + now[of];
    }

    private @Nullable Double error(int losses, int cells, boolean number) {
        double mean = sum(losses) / sum(cells);
        return sum(cells) == 0 ? null : (Double) (number ? Math.sqrt(mean) : mean);
    }

    FeatureScores.Figures figures(long generation, Feature of) {
        boolean number = of.isContinuous();
        return new FeatureScores.Figures(
                generation,
                of.name(),
                number,
                cells(),
                error(LOSS, CELLS, number),
                number ? (Double) (sum(COVERED) / sum(CELLS)) : null,
                error(MEAN_LOSS, MEAN_CELLS, number),
                (long) sum(LAST_CELLS),
                error(LAST_LOSS, LAST_CELLS, number),
                error(BESIDE_LAST, LAST_CELLS, number));
    }
}
