package io.lacuna.internal.inference.mixture;

import static io.lacuna.internal.inference.mixture.SixFeatures.D;
import static io.lacuna.internal.inference.mixture.SixFeatures.MEAN;
import static io.lacuna.internal.inference.mixture.SixFeatures.SD;
import static io.lacuna.internal.inference.mixture.SixFeatures.ensemble;
import static io.lacuna.internal.inference.mixture.SixFeatures.kernel;
import static io.lacuna.internal.inference.mixture.SixFeatures.mixture;
import static io.lacuna.internal.inference.mixture.SixFeatures.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelayPredictiveTest {
    private static final double NONE = Double.NaN;

    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void manyCellsAtOnceHaveTheCdfOfEachAlone() {
        RelayMixtureKernel kernel = kernel(whole(random));
        kernel.infer(new double[] {11, NONE, 1, NONE, 80, NONE});
        // More components than the batch has room for.
        int count = 4_000;
        int[] features = new int[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            features[i] = new int[] {1, 3, 5}[i % 3];
            values[i] = MEAN[new int[] {1, 2, 4}[i % 3]] + SD[new int[] {1, 2, 4}[i % 3]] * random.nextGaussian();
        }
        double[] cdf = new double[count];
        kernel.cdf(count, features, values, cdf);
        for (int i = 0; i < count; i++) {
            assertThat(cdf[i]).as("cell %d", i).isEqualTo(kernel.cdf(features[i], values[i]));
        }
    }

    @Test
    void whereValuesRepeatProbabilitiesAreStretchedAndValuesAreNot() {
        RelayCalibration none = RelayCalibration.none(D + 1, D);
        float[] stretch = none.stretch().clone();
        stretch[1] = 2;
        double[] zeros = new double[100];
        Arrays.setAll(zeros, i -> i < 50 ? -0.7 : -0.7 + 0.04 * (i - 50));
        RelayEnsemble plain = ensemble(none, mixture(random, 0, 3));
        List<RankNormal> marginals = new ArrayList<>(plain.marginals());
        marginals.set(1, RankNormal.fit(zeros));
        assertThat(marginals.get(1).spiked()).isTrue();
        plain = new RelayEnsemble(plain.standardizer(), marginals, none, plain.fits());
        RelayMixtureKernel before = kernel(plain);
        RelayMixtureKernel after = kernel(plain.with(plain.fits(), new RelayCalibration(none.trust(), stretch)));
        double[] cells = {11, NONE, 1, NONE, 80, 2};
        before.infer(cells);
        after.infer(cells);
        assertThat(after.variance(1)).isEqualTo(before.variance(1));
        for (double z = -2; z <= 2; z += 0.5) {
            double at = MEAN[1] + SD[1] * z;
            assertThat(after.cdf(1, at)).isCloseTo(Normal.spread(before.cdf(1, at), 2), within(1e-12));
            assertThat(after.cdf(3, MEAN[2] + SD[2] * z)).isEqualTo(before.cdf(3, MEAN[2] + SD[2] * z));
        }
    }

    @Test
    void aFeatureWithoutRepeatedValuesIsStretchedAboutItsMean() {
        RelayCalibration none = RelayCalibration.none(D + 1, D);
        float[] stretch = none.stretch().clone();
        stretch[1] = 2;
        RelayEnsemble plain = ensemble(none, mixture(random, 0, 3));
        RelayMixtureKernel before = kernel(plain);
        RelayMixtureKernel after = kernel(plain.with(plain.fits(), new RelayCalibration(none.trust(), stretch)));
        double[] cells = {11, NONE, 1, NONE, 80, 2};
        before.infer(cells);
        after.infer(cells);
        double mean = before.mean(1);
        assertThat(after.mean(1)).isEqualTo(mean);
        assertThat(after.variance(1)).isCloseTo(4 * before.variance(1), within(1e-12));
        for (double apart = -1; apart <= 1; apart += 0.25) {
            assertThat(after.cdf(1, mean + 2 * apart)).isCloseTo(before.cdf(1, mean + apart), within(1e-6));
        }
    }

    @Test
    void nothingIsSearchedForAndCellsCanBeLeftOut() {
        RelayMixtureKernel kernel = kernel(whole(random));
        assertThat(kernel.steps()).isZero();
        assertThat(kernel.converged()).isTrue();
        assertThat(kernel.leavesOneOut()).isTrue();
    }
}
