package io.lacuna.internal.inference.mixture;

import static io.lacuna.internal.inference.mixture.SixFeatures.CONTINUOUS;
import static io.lacuna.internal.inference.mixture.SixFeatures.D;
import static io.lacuna.internal.inference.mixture.SixFeatures.ensemble;
import static io.lacuna.internal.inference.mixture.SixFeatures.kernel;
import static io.lacuna.internal.inference.mixture.SixFeatures.mixture;
import static io.lacuna.internal.inference.mixture.SixFeatures.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a kernel says of an observed cell from the others is what it says where the cell is hidden. */
class LeaveOneOutTest {
    private static final double NONE = Double.NaN;

    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void saysOfAnObservedCellWhatItSaysWhereTheCellIsHidden() {
        RelayCalibration calibration =
                new RelayCalibration(new float[] {1, 0.7f, 1, 1, 1, 1}, new float[] {1.3f, 1, 1, 1, 0.9f});
        // One relay a fit: leaving a cell out is exact then.
        assertThat(mostApart(ensemble(calibration, mixture(random, 0, 1), mixture(random, 1, 1))))
                .isLessThan(2e-4);
    }

    @Test
    void relaysAreWeighedWithoutTheCellThatIsLeftOut() {
        RelayCalibration none = RelayCalibration.none(D + 1, D);
        assertThat(mostApart(ensemble(none, mixture(random, 0, 3), mixture(random, 1, 2))))
                .isLessThan(2e-4);
    }

    /** The largest difference between leaving a cell out and hiding it, in the sd of the hidden cell. */
    private double mostApart(RelayEnsemble ensemble) {
        RelayMixtureKernel kernel = kernel(ensemble);
        RelayMixtureKernel reference = kernel(ensemble);
        SplittableRandom cells = new SplittableRandom(5);
        double most = 0;
        for (int record = 0; record < 60; record++) {
            double[] observation = observation(cells, 0.3);
            double[] mean = new double[D + 1];
            double[] sd = new double[D + 1];
            kernel.infer(observation);
            kernel.leaveOneOut(mean, sd);
            for (int j : CONTINUOUS) {
                if (!Double.isNaN(observation[j])) {
                    double[] hidden = observation.clone();
                    hidden[j] = NONE;
                    reference.infer(hidden);
                    double scale = Math.sqrt(reference.variance(j));
                    most = Math.max(most, Math.abs(mean[j] - reference.mean(j)) / scale);
                    most = Math.max(most, Math.abs(sd[j] - scale) / scale);
                }
            }
        }
        return most;
    }
}
