package io.lacuna.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Normal;
import org.junit.jupiter.api.Test;

class FastNormalTest {
    @Test
    void bothFormsAgreeWithTheExactCdfFromFarBelowToFarAbove() {
        int n = 4_001;
        double[] mean = new double[n];
        double[] perSd = new double[n];
        double[] share = new double[n];
        double[] below = new double[n];
        for (int i = 0; i < n; i++) {
            mean[i] = -0.01 * (i - 2_000);
            perSd[i] = 0.5;
            share[i] = 0.25;
        }
        FastNormal.below(3, mean, perSd, share, below, 0, n);
        for (int i = 0; i < n; i++) {
            double z = (3 - mean[i]) * 0.5;
            assertThat(below[i]).isCloseTo(0.25 * Normal.cdf(z), within(0.25 * 2e-7));
            assertThat(FastNormal.cdf(z)).isCloseTo(Normal.cdf(z), within(1e-7));
        }
    }

    @Test
    void aBellAtItsOwnMeanAndOnesOutOfSightAreExact() {
        double[] below = new double[3];
        FastNormal.below(
                1, new double[] {1, -1e6, 1e6}, new double[] {3, 1e4, 1e4}, new double[] {1, 1, 1}, below, 0, 3);
        assertThat(below[0]).isEqualTo(0.5);
        assertThat(below[1]).isCloseTo(1, within(2e-9));
        assertThat(below[2]).isCloseTo(0, within(2e-9));
    }
}
