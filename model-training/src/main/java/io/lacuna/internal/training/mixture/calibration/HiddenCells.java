package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses cells to hide by the table's own gaps: for a row with gaps, of some rows drawn, the one most like it in what it
 * shows gets the same gaps. So patterns are those of the table, about as many cells are left as when the model serves, and
 * where gaps depend on other columns the cells hidden lie where the gaps do. In a table with next to no gaps cells are hidden
 * at random.
 *
 * <p>Mutable: holds the row hidden last.
 */
final class HiddenCells {
    private static final double RANDOM_RATE = 0.3;
    private static final int CANDIDATES = 128;
    private static final double FEW_GAPS = 0.02;
    /** Squared distance of a cell beyond which a row is no less alike, in standard units. */
    private static final double FAR = 4;
    /** What a cell counts that only one of the two rows shows: as much as two values drawn at random. */
    private static final double UNKNOWN = 2;

    private final Table table;
    private final Standardizer standardizer;
    private final SplittableRandom random;
    private final int[] incomplete;
    private final double[] holed;

    HiddenCells(Table table, Standardizer standardizer, SplittableRandom random) {
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
     * Hides cells of a row, which {@link #holed} then shows.
     *
     * @param number any number; equal numbers in equal order with an equal seed choose equal rows and cells
     * @return the row; nothing of it is hidden where no cell would be left, or none could be
     */
    int next(int number) {
        if (incomplete.length == 0) {
            int i = number % table.size();
            System.arraycopy(table.row(i), 0, holed, 0, holed.length);
            for (int j = 0; j < holed.length; j++) {
                holed[j] = random.nextDouble() < RANDOM_RATE ? Double.NaN : holed[j];
            }
            return keepSome(i);
        }
        double[] target = table.row(incomplete[number % incomplete.length]);
        int i = likeliest(target);
        System.arraycopy(table.row(i), 0, holed, 0, holed.length);
        for (int j = 0; j < holed.length; j++) {
            holed[j] = Double.isNaN(target[j]) ? Double.NaN : holed[j];
        }
        return keepSome(i);
    }

    /** The row chosen last, d cells with the hidden ones {@code NaN}; the same array every time. */
    double[] holed() {
        return holed;
    }

    private int keepSome(int i) {
        if (Arrays.stream(holed).allMatch(Double::isNaN)) {
            System.arraycopy(table.row(i), 0, holed, 0, holed.length);
        }
        return i;
    }

    private int likeliest(double[] target) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int t = 0; t < CANDIDATES; t++) {
            int i = random.nextInt(table.size());
            double apart = distance(target, table.row(i));
            if (best < 0 || apart < least) {
                best = i;
                least = apart;
            }
        }
        return best;
    }

    /** How unlike a row is to the target in the cells that show; infinite where the target's gaps would hide none of it. */
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
                double apart = standardizer.standardize(j, row[j]) - standardizer.standardize(j, target[j]);
                sum += Math.min(FAR, apart * apart);
            } else {
                sum += row[j] == target[j] ? 0 : UNKNOWN;
            }
        }
        return hides ? sum : Double.POSITIVE_INFINITY;
    }
}
