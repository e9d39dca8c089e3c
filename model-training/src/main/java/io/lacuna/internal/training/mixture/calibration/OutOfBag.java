package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.Arrays;

/**
 * Calibrates an ensemble on cells that it has not seen. A row is filled by the fits whose bootstrap sample does not
 * contain it (about 37%), with some of its observed cells hidden by {@link HiddenCells}.
 *
 * <p>For each feature, two numbers are estimated, and neither chooses among fits. Trust: the weight of the relays
 * against the feature's own distribution (by least squares for continuous features, by likelihood for categories).
 * Stretch: the factor that widens the predictive distribution, so that the 90% interval holds 90% of the hidden cells.
 */
public final class OutOfBag {
    private final Table table;
    private final RelayEnsemble ensemble;
    private final int[][] counts;
    private final long seed;
    private final int[] continuous;
    private final int[] categorical;

    /**
     * @param table rows in the features' own units, in the order that the bootstraps drew from
     * @param ensemble without calibration
     * @param counts for each fit, how often its bootstrap sample contains each row
     * @param seed of the whole fit
     */
    public OutOfBag(Table table, RelayEnsemble ensemble, int[][] counts, long seed) {
        this.table = table;
        this.ensemble = ensemble;
        this.counts = counts;
        this.seed = seed;
        continuous = RelayEnsemble.continuous(table.features());
        categorical = RelayEnsemble.categorical(table.features());
    }

    public RelayCalibration calibrate() {
        RelayCalibration none = ensemble.calibration();
        TrustEstimator trust = new TrustEstimator(table.features().size());
        Standardizer standardizer = ensemble.standardizer();
        visit(none, (fits, truth, j) -> {
            if (table.features().get(j).isContinuous()) {
                trust.number(j, standardizer.standardize(j, truth), standardizer.standardize(j, fits.mean(j)));
            } else {
                double own = ensemble.share(Arrays.binarySearch(categorical, j), (int) truth);
                trust.label(j, fits.probability(j, (int) truth), own);
            }
        });
        RelayCalibration trusted = new RelayCalibration(trust.result(), none.stretch());
        boolean[] spiked = spiked();
        StretchEstimator stretch = new StretchEstimator(table.features().size());
        visit(trusted, (fits, truth, j) -> {
            if (table.features().get(j).isContinuous()) {
                double mean = fits.mean(j);
                double below = fits.cdf(j, truth);
                stretch.cell(
                        j,
                        spiked[j]
                                ? factor -> Normal.spread(below, factor)
                                : factor -> fits.cdf(j, mean + (truth - mean) / factor));
            }
        });
        double[] shift = GapShift.of(table, ensemble.standardizer());
        float[] stretches = new float[continuous.length];
        for (int c = 0; c < continuous.length; c++) {
            stretches[c] = stretch.result(continuous[c], spiked[continuous[c]], shift[continuous[c]]);
        }
        return new RelayCalibration(trusted.trust(), stretches);
    }

    private boolean[] spiked() {
        boolean[] spiked = new boolean[table.features().size()];
        for (int c = 0; c < continuous.length; c++) {
            spiked[continuous[c]] = ensemble.marginals().get(c).spiked();
        }
        return spiked;
    }

    /** Receives one hidden cell: what the fits say of it, its true value, its feature. */
    @FunctionalInterface
    private interface Visitor {
        void cell(FairFits fits, double truth, int feature);
    }

    /** Hides cells, the same ones at every call, and passes them to the visitor. */
    private void visit(RelayCalibration calibration, Visitor visitor) {
        FairFits fits = new FairFits(ensemble, calibration, counts, table.features());
        HiddenRows.visit(
                table,
                ensemble.standardizer(),
                Seeds.random(seed, "relay-mixture/out-of-bag"),
                (i, holed) -> show(i, holed, fits, visitor));
    }

    private int show(int i, double[] holed, FairFits fits, Visitor visitor) {
        double[] row = table.row(i);
        int hidden = 0;
        for (int j = 0; j < row.length; j++) {
            if (Masks.isHidden(row, holed, j)) {
                if (hidden++ == 0 && !fits.infer(i, holed)) {
                    return 0;
                }
                visitor.cell(fits, row[j], j);
            }
        }
        return hidden;
    }
}
