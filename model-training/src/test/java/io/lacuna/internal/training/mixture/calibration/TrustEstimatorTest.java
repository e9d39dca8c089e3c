package io.lacuna.internal.training.mixture.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Every expected number is computed by hand; the prior counts as a sum of squares of 5, or as 5 cells. */
class TrustEstimatorTest {
    private static final double FULL = 1;

    private static float trustInNumbers(double[][] truthAndPredicted, int times) {
        TrustEstimator trust = new TrustEstimator(1);
        for (int t = 0; t < times; t++) {
            for (double[] cell : truthAndPredicted) {
                trust.number(0, cell[0], cell[1]);
            }
        }
        return trust.result()[0];
    }

    private static float trustInLabels(double[][] byModelAndByShare, int times) {
        TrustEstimator trust = new TrustEstimator(1);
        for (int t = 0; t < times; t++) {
            for (double[] cell : byModelAndByShare) {
                trust.label(0, cell[0], cell[1]);
            }
        }
        return trust.result()[0];
    }

    @Test
    void aFeatureWithoutHiddenCellsIsTrustedInFull() {
        assertThat(new TrustEstimator(3).result()).containsExactly(1, 1, 1);
    }

    @Test
    void predictionsTwiceTooLargeAreTrustedByHalf() {
        // Products 100 * 2, squares 100 * 4, plus 5 for both.
        assertThat(trustInNumbers(new double[][] {{1, 2}, {-1, -2}}, 50)).isEqualTo((float) (205.0 / 405));
    }

    @Test
    void predictionsThatSayNothingOfTheTruthAreHardlyTrusted() {
        // The products cancel: 5 / (5 + 100).
        assertThat(trustInNumbers(new double[][] {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}, 25))
                .isEqualTo((float) (5.0 / 105));
    }

    @Test
    void predictionsOfTheWrongSignAreNotTrustedAtAll() {
        assertThat(trustInNumbers(new double[][] {{1, -1}, {-1, 1}}, 50)).isZero();
    }

    @Test
    void predictionsATwentiethTooLargeAreTrustedInFull() {
        assertThat(trustInNumbers(new double[][] {{0.95, 1}, {-0.95, -1}}, 200)).isEqualTo((float) FULL);
        // 200 products of 0.85, squares 200: (5 + 170) / (5 + 200), which is below 0.9.
        assertThat(trustInNumbers(new double[][] {{0.85, 1}, {-0.85, -1}}, 100)).isEqualTo((float) (175.0 / 205));
    }

    @Test
    void predictionsThatAreTooSmallAreTrustedInFullAndNoMore() {
        assertThat(trustInNumbers(new double[][] {{2, 1}, {-2, -1}}, 50)).isEqualTo((float) FULL);
    }

    @Test
    void twoWildPredictionsAreNoReasonToDistrustAndThreeAre() {
        // Shrinking gains about g = 99^2 per value: n g must exceed 1.5 sqrt(n) g, which n = 3 is the first to do.
        double[][] wild = {{1, 100}};
        assertThat(trustInNumbers(wild, 2)).isEqualTo((float) FULL);
        assertThat(trustInNumbers(wild, 3)).isEqualTo((float) ((5 + 300.0) / (5 + 30_000)));
    }

    @Test
    void labelsTheModelKnowsAreTrustedInFull() {
        assertThat(trustInLabels(new double[][] {{0.9, 0.5}}, 40)).isEqualTo((float) FULL);
    }

    @Test
    void labelsTheModelMissesAreTrustedAsFarAsTheLikeliestMixtureSays() {
        // The maximum of n log(0.1 s + 0.5 (1 - s)) + 5 log s is at 0.4 n s = 5 (0.5 - 0.4 s): s = 2.5 / (0.4 n +
        // 2).
        assertThat((double) trustInLabels(new double[][] {{0.1, 0.5}}, 40)).isCloseTo(2.5 / 18, within(1e-6));
        assertThat((double) trustInLabels(new double[][] {{0.1, 0.5}}, 400)).isCloseTo(2.5 / 162, within(1e-6));
    }

    @Test
    void labelsTheModelIsAsGoodAtAsTheirSharesLeaveTrustFull() {
        assertThat(trustInLabels(new double[][] {{0.5, 0.5}}, 40)).isEqualTo((float) FULL);
    }

    @Test
    void everyFeatureIsJudgedByItsOwnCells() {
        TrustEstimator trust = new TrustEstimator(3);
        for (int i = 0; i < 50; i++) {
            trust.number(0, 1, 2);
            trust.number(1, 1, 1);
            trust.label(2, 0.1, 0.5);
        }
        assertThat(trust.result()).containsExactly(new float[] {(float) (105.0 / 205), 1, 2.5f / 22}, within(1e-6f));
    }
}
