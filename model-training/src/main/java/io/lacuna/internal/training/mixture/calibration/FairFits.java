package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Features;
import io.lacuna.internal.inference.mixture.RelayMixtureKernel;
import io.lacuna.internal.inference.mixture.RelayTables;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.ArrayList;
import java.util.List;

/**
 * What an ensemble says of rows of its own training table: the average of the fits that are fair, those whose bootstrap
 * sample does not contain the row. Mutable: it holds the row inferred last.
 */
final class FairFits {
    private static final int CACHE_BYTES = 4 << 20;

    private final RelayMixtureKernel[] kernels;
    private final int[][] counts;
    private List<RelayMixtureKernel> fair = List.of();

    /**
     * @param counts for each fit, how often its bootstrap sample contains each row
     */
    FairFits(RelayEnsemble ensemble, RelayCalibration calibration, int[][] counts, Features features) {
        this.counts = counts;
        kernels = ensemble.fits().stream()
                .map(fit -> new RelayTables(ensemble.with(List.of(fit), calibration), features))
                .map(tables -> new RelayMixtureKernel(tables, CACHE_BYTES))
                .toArray(RelayMixtureKernel[]::new);
    }

    /**
     * Infers a row from some of its cells.
     *
     * @param i index of the row
     * @param holed d cells, {@code NaN} where missing or hidden
     * @return whether a fit is fair; otherwise there is no answer
     */
    boolean infer(int i, double[] holed) {
        fair = new ArrayList<>();
        for (int fit = 0; fit < kernels.length; fit++) {
            if (counts[fit][i] == 0) {
                kernels[fit].infer(holed);
                fair.add(kernels[fit]);
            }
        }
        return !fair.isEmpty();
    }

    /** The mean of a number, in its own unit. */
    double mean(int j) {
        return fair.stream().mapToDouble(fit -> fit.mean(j)).average().orElseThrow();
    }

    double probability(int j, int label) {
        return fair.stream()
                .mapToDouble(fit -> fit.probability(j, label))
                .average()
                .orElseThrow();
    }

    double cdf(int j, double value) {
        double sum = 0;
        for (RelayMixtureKernel fit : fair) {
            sum += fit.cdf(j, value);
        }
        return sum / fair.size();
    }
}
