package io.lacuna.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Normal;
import org.junit.jupiter.api.Test;

class FastNormalTest {
    @Test
    void bothFormsAgreeWithTheExactCdfFromFarBelowToFarAbove() {
        for (double z = -20; z < 20; z += 0.003) {
            double[] mean = {3 - 2 * z};
            double below = FastNormal.below(3, mean, new double[] {0.5}, new double[] {0.25}, 0, 1);
            assertThat(below).isCloseTo(0.25 * Normal.cdf(z), within(0.25 * 5e-7));
            assertThat(FastNormal.cdf(z)).isCloseTo(Normal.cdf(z), within(1e-7));
        }
    }

    @Test
    void aMixtureIsTheSumOfItsBellsOverTheStretchAskedFor() {
        double[] mean = {9, 0, 1, -2, 0.5, 9};
        double[] perSd = {1, 1, 0.5, 2, 3, 1};
        double[] share = {1, 0.4, 0.3, 0.2, 0.1, 1};
        for (int to = 1; to <= 5; to++) {
            double sum = 0;
            for (int i = 1; i < to; i++) {
                sum += share[i] * Normal.cdf((0.7 - mean[i]) * perSd[i]);
            }
            assertThat(FastNormal.below(0.7, mean, perSd, share, 1, to)).isCloseTo(sum, within(5e-7));
        }
    }

    @Test
    void neverFallsAndEndsAtNothingAndAll() {
        double before = 0;
        for (double x = -7; x < 7; x += 1e-3) {
            double below = FastNormal.below(x, new double[] {0}, new double[] {1}, new double[] {1}, 0, 1);
            assertThat(below).isBetween(before, 1.0);
            before = below;
        }
        double[] far = {-1e6, 1e6};
        double[] steep = {1e4, 1e4};
        double[] all = {1, 1};
        assertThat(FastNormal.below(0, far, steep, all, 0, 1)).isEqualTo(1);
        assertThat(FastNormal.below(0, far, steep, all, 1, 2)).isZero();
    }
}
