package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses cells to hide according to the table's own gaps. For a row with gaps, it draws some rows, takes the one most
 * similar in the observed cells, and gives it the same gaps. So the patterns are those of the table, about as many
 * cells remain as in serving, and if gaps depend on other columns, the hidden cells lie where the gaps do. In a table
 * with almost no gaps, cells are hidden at random.
 *
 * <p>Mutable: it holds the row hidden last.
 */
public final class HiddenCells {
    private static final double RANDOM_RATE = 0.3;
    private static final int CANDIDATES = 128;
    private static final double FEW_GAPS = 0.02;
    /** The squared distance of one cell is at most this, in standard units squared. */
    private static final double FAR = 4;
    /** The squared distance of a cell that only one of the two rows has: the expected distance of two random values. */
    private static final double UNKNOWN = 2;

    private final Table table;
    private final Standardizer standardizer;
    private final SplittableRandom random;
    private final int[] incomplete;
    private final double[] holed;

    public HiddenCells(Table table, Standardizer standardizer, SplittableRandom random) {
        this.table = table;
        this.standardizer = standardizer;
        this.random = random;
        int d = table.features().size();
        boolean gaps = table.observedCells() < (1 - FEW_GAPS) * table.size() * d;
        incomplete = IntStream.range(0, gaps ? table.size() : 0)
                .filter(i -> Arrays.stream(table.row(i)).anyMatch(Double::isNaN))
                .toArray();
        holed = new double[d];
    }

    /**
     * Hides cells of a row; {@link #holed} then returns the row.
     *
     * @param number any number; equal numbers in equal order with an equal seed choose equal rows and cells
     * @return index of the row; nothing is hidden in it if no cell would remain, or none can be hidden
     */
    public int next(int number) {
        if (incomplete.length == 0) {
            int i = number % table.size();
            Masks.hideAtRandom(table.row(i), RANDOM_RATE, holed.length, random, holed);
            return keepSome(i);
        }
        double[] target = table.row(incomplete[number % incomplete.length]);
        int i = mostSimilar(target);
        Masks.hideByPattern(table.row(i), target, holed);
        return keepSome(i);
    }

    /** The last chosen row: d cells, hidden and missing ones {@code NaN}; always the same array. */
    public double[] holed() {
        return holed;
    }

    private int keepSome(int i) {
        if (Arrays.stream(holed).allMatch(Double::isNaN)) {
            System.arraycopy(table.row(i), 0, holed, 0, holed.length);
        }
        return i;
    }

    private int mostSimilar(double[] target) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int t = 0; t < CANDIDATES; t++) {
            int i = random.nextInt(table.size());
            double difference = distance(target, table.row(i));
            if (best < 0 || difference < least) {
                best = i;
                least = difference;
            }
        }
        return best;
    }

    /**
     * The distance of a row to the target over cells that the target has; infinite if the target's gaps would hide
     * nothing.
     */
    private double distance(double[] target, double[] row) {
        double sum = 0;
        boolean hides = false;
        for (int j = 0; j < row.length; j++) {
            boolean known = !Double.isNaN(row[j]);
            if (Double.isNaN(target[j])) {
                hides |= known;
            } else if (!known) {
                sum += UNKNOWN;
            } else if (table.features().get(j).isContinuous()) {
                double difference = standardizer.standardize(j, row[j]) - standardizer.standardize(j, target[j]);
                sum += Math.min(FAR, difference * difference);
            } else {
                sum += row[j] == target[j] ? 0 : UNKNOWN;
            }
        }
        return hides ? sum : Double.POSITIVE_INFINITY;
    }
}
