package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.inference.mixture.RelayMixtureKernel;
import io.lacuna.internal.inference.mixture.RelayTables;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Calibrates an ensemble on cells that it has not seen. A row is filled by the fits whose bootstrap sample does not
 * contain it (about 37%), with some of its observed cells hidden by {@link HiddenCells}.
 *
 * <p>For each feature, two numbers are estimated, and neither chooses among fits. Trust: the weight of the relays
 * against the feature's own distribution (by least squares for continuous features, by likelihood for categories).
 * Stretch: the factor that widens the predictive distribution, so that the 90% interval holds 90% of the hidden cells.
 */
public final class OutOfBag {
    private static final int MAX_ROWS = 3000;
    private static final int ENOUGH_CELLS = 6000;
    private static final int MAX_PASSES = 6;
    private static final int CACHE_BYTES = 4 << 20;

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
                trust.number(j, standardizer.standardize(j, truth), standardizer.standardize(j, mean(fits, j)));
            } else {
                double own = ensemble.share(Arrays.binarySearch(categorical, j), (int) truth);
                trust.label(j, probability(fits, j, (int) truth), own);
            }
        });
        RelayCalibration trusted = new RelayCalibration(trust.result(), none.stretch());
        boolean[] spiked = spiked();
        StretchEstimator stretch = new StretchEstimator(table.features().size());
        visit(trusted, (fits, truth, j) -> {
            if (table.features().get(j).isContinuous()) {
                double mean = mean(fits, j);
                double below = cdf(fits, j, truth);
                stretch.cell(
                        j,
                        spiked[j]
                                ? factor -> Normal.spread(below, factor)
                                : factor -> cdf(fits, j, mean + (truth - mean) / factor));
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

    /** Receives one hidden cell: the kernels that filled it, its true value, its feature. */
    @FunctionalInterface
    private interface Visitor {
        void cell(List<RelayMixtureKernel> fits, double truth, int feature);
    }

    /** Hides cells, the same ones at every call, and passes them to the visitor. */
    private void visit(RelayCalibration calibration, Visitor visitor) {
        SplittableRandom random = Seeds.random(seed, "relay-mixture/out-of-bag");
        RelayMixtureKernel[] kernels = ensemble.fits().stream()
                .map(fit -> new RelayTables(ensemble.with(List.of(fit), calibration), table.features()))
                .map(tables -> new RelayMixtureKernel(tables, CACHE_BYTES))
                .toArray(RelayMixtureKernel[]::new);
        HiddenCells hidden = new HiddenCells(table, ensemble.standardizer(), random);
        int rows = Math.min(table.size(), MAX_ROWS);
        int cells = 0;
        for (int pass = 0; pass < MAX_PASSES && cells < ENOUGH_CELLS; pass++) {
            for (int r = 0; r < rows; r++) {
                int i = hidden.next(rows == table.size() ? r : random.nextInt(table.size()));
                cells += show(i, hidden.holed(), kernels, visitor);
            }
        }
    }

    private int show(int i, double[] holed, RelayMixtureKernel[] kernels, Visitor visitor) {
        double[] row = table.row(i);
        int hidden = 0;
        List<RelayMixtureKernel> fits = List.of();
        for (int j = 0; j < row.length; j++) {
            if (Masks.isHidden(row, holed, j)) {
                if (hidden++ == 0) {
                    fits = infer(i, holed, kernels);
                }
                if (!fits.isEmpty()) {
                    visitor.cell(fits, row[j], j);
                }
            }
        }
        return fits.isEmpty() ? 0 : hidden;
    }

    private List<RelayMixtureKernel> infer(int i, double[] holed, RelayMixtureKernel[] kernels) {
        List<RelayMixtureKernel> fits = new ArrayList<>();
        for (int fit = 0; fit < kernels.length; fit++) {
            if (counts[fit][i] == 0) {
                kernels[fit].infer(holed);
                fits.add(kernels[fit]);
            }
        }
        return fits;
    }

    private static double mean(List<RelayMixtureKernel> fits, int j) {
        return fits.stream().mapToDouble(fit -> fit.mean(j)).average().orElseThrow();
    }

    private static double probability(List<RelayMixtureKernel> fits, int j, int label) {
        return fits.stream()
                .mapToDouble(fit -> fit.probability(j, label))
                .average()
                .orElseThrow();
    }

    private static double cdf(List<RelayMixtureKernel> fits, int j, double value) {
        double sum = 0;
        for (RelayMixtureKernel fit : fits) {
            sum += fit.cdf(j, value);
        }
        return sum / fits.size();
    }
}
