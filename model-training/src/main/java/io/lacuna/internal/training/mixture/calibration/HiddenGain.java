package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.Arrays;

/**
 * How much better one ensemble fills hidden cells than another whose fits have the same bootstrap samples. Both fill
 * the same cells of rows that the fits have not seen. The loss of a number is its squared error in standard units, that
 * of a category the sum over its labels of the squared error of the probability (Brier's score).
 */
public final class HiddenGain {
    private final Table table;
    private final int[][] counts;
    private final long seed;

    /**
     * @param table rows in the features' own units, in the order that the bootstraps drew from
     * @param counts for each fit, how often its bootstrap sample contains each row
     * @param seed of the whole fit
     */
    public HiddenGain(Table table, int[][] counts, long seed) {
        this.table = table;
        this.counts = counts;
        this.seed = seed;
    }

    /**
     * The gain in standard errors. Cells of one row are not independent, so the error is that of sums of rows.
     *
     * @param one an ensemble without calibration
     * @param other the one that it is compared with, with as many fits
     * @return positive if {@code one} has the smaller loss; 0 if no cell could be hidden
     */
    public double standardErrors(RelayEnsemble one, RelayEnsemble other) {
        FairFits ours = new FairFits(one, one.calibration(), counts, table.features());
        FairFits theirs = new FairFits(other, other.calibration(), counts, table.features());
        double[] gains = new double[table.size()];
        HiddenRows.visit(table, one.standardizer(), Seeds.random(seed, "relay-mixture/atoms"), (i, holed) -> {
            if (!ours.infer(i, holed) || !theirs.infer(i, holed)) {
                return 0;
            }
            int hidden = 0;
            for (int j = 0; j < holed.length; j++) {
                if (Masks.isHidden(table.row(i), holed, j)) {
                    hidden++;
                    gains[i] += loss(theirs, other.standardizer(), i, j) - loss(ours, one.standardizer(), i, j);
                }
            }
            return hidden;
        });
        return standardErrors(gains);
    }

    private double loss(FairFits fits, Standardizer standardizer, int i, int j) {
        double truth = table.row(i)[j];
        if (table.features().get(j).isContinuous()) {
            double error = standardizer.standardize(j, truth) - standardizer.standardize(j, fits.mean(j));
            return error * error;
        }
        double loss = 0;
        for (int label = 0; label < table.features().get(j).categories(); label++) {
            double error = (label == (int) truth ? 1 : 0) - fits.probability(j, label);
            loss += error * error;
        }
        return loss;
    }

    /** The sum of independent numbers in standard errors of it. */
    private static double standardErrors(double[] gains) {
        double mean = Arrays.stream(gains).average().orElse(0);
        double squares =
                Arrays.stream(gains).map(gain -> (gain - mean) * (gain - mean)).sum();
        return squares == 0 ? 0 : gains.length * mean / Math.sqrt(squares);
    }
}
