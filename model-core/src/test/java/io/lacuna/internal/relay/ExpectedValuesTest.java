package io.lacuna.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.Normal;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Compares with closed forms where they exist, and with a numerical integral in many small steps. */
class ExpectedValuesTest {
    private static final int GRID = 257;

    /** The marginal whose value at a score is given by the function. */
    private static RankNormal marginal(DoubleUnaryOperator back) {
        float[] inverse = new float[GRID];
        for (int g = 0; g < GRID; g++) {
            inverse[g] = (float) back.applyAsDouble(g / 32.0 - 4);
        }
        return new RankNormal(new float[] {0}, new float[] {0}, inverse);
    }

    private static double[] one(ExpectedValues expected, double mean, double sd) {
        double[] into = {99, 99, 99};
        float[] means = {(float) mean};
        float[] sds = {(float) sd};
        expected.sum(means, sds, new float[] {1}, 0, 1, into);
        assertThat(expected.mean(means, sds, new float[] {1}, 0, 1)).isEqualTo(into[0]);
        return into;
    }

    /** E g(Y) and E g(Y)^2 by the midpoint rule, from 9 sd below to 9 above. */
    private static double[] integral(DoubleUnaryOperator g, double mean, double sd) {
        double[] moments = new double[2];
        int steps = 20_000;
        double width = 18.0 / steps;
        for (int i = 0; i < steps; i++) {
            double z = -9 + (i + 0.5) * width;
            double value = g.applyAsDouble(mean + sd * z);
            moments[0] += Normal.density(z) * width * value;
            moments[1] += Normal.density(z) * width * value * value;
        }
        return moments;
    }

    @Test
    void aMarginalThatIsNormalAlreadyKeepsMeanAndVariance() {
        ExpectedValues expected = new ExpectedValues(marginal(z -> z));
        for (double mean = -1; mean <= 1; mean += 0.173) {
            for (double sd = 0; sd <= 0.6; sd += 0.057) {
                double[] moments = one(expected, mean, sd);
                assertThat(moments[0]).isCloseTo(mean, within(1e-5));
                // Squares are interpolated on a grid of eighths; the error of a chord is at most a quarter of the
                // squared step.
                assertThat(moments[1]).isCloseTo(mean * mean + sd * sd, within(2 * 0.25 / 64 + 1e-5));
            }
        }
    }

    @Test
    void atPointsOfTheGridTheMomentsAreExact() {
        ExpectedValues expected = new ExpectedValues(marginal(z -> 2 * z + 1));
        for (int a = -12; a <= 12; a++) {
            for (int b = 0; b <= 4; b++) {
                double mean = a / 8.0;
                double sd = b / 8.0;
                double[] moments = one(expected, mean, sd);
                assertThat(moments[0]).isCloseTo(2 * mean + 1, within(1e-5));
                assertThat(moments[1]).isCloseTo((2 * mean + 1) * (2 * mean + 1) + 4 * sd * sd, within(1e-4));
            }
        }
    }

    @Test
    void aLogNormalMarginalHasItsClosedForm() {
        // E exp(Y / 2) = exp(m / 2 + s^2 / 8), and of the square exp(m + s^2 / 2).
        ExpectedValues expected = new ExpectedValues(marginal(z -> Math.exp(0.5 * z)));
        for (double mean = -1; mean <= 1; mean += 0.21) {
            for (double sd = 0; sd <= 0.7; sd += 0.1) {
                double[] moments = one(expected, mean, sd);
                double first = Math.exp(0.5 * mean + sd * sd / 8);
                double second = Math.exp(mean + sd * sd / 2);
                assertThat(moments[0]).isCloseTo(first, within(0.002 * first));
                assertThat(moments[1]).isCloseTo(second, within(0.006 * second));
            }
        }
    }

    @Test
    void agreesWithTheIntegralByManySteps() {
        DoubleUnaryOperator bend = z -> Math.tanh(0.5 * z) + 0.1 * z * z;
        RankNormal marginal = marginal(bend);
        ExpectedValues expected = new ExpectedValues(marginal);
        for (double mean = -2; mean <= 2; mean += 0.125) {
            for (double sd = 0; sd <= 1; sd += 0.125) {
                double[] moments = one(expected, mean, sd);
                double[] integral = integral(marginal::back, mean, sd);
                // The wider the normal, the more of it lies where the marginal is curved or ends.
                assertThat(moments[0]).isCloseTo(integral[0], within(sd > 0.5 ? 0.003 : 5e-5));
                assertThat(moments[1]).isCloseTo(integral[1], within(sd > 0.5 ? 0.015 : 5e-5));
            }
        }
    }

    @Test
    void theSecondMomentIsNoLessThanTheSquareOfTheFirst() {
        ExpectedValues expected = new ExpectedValues(marginal(z -> z < 0 ? 0 : z < 1 ? 1 : 5));
        for (double mean = -5; mean <= 5; mean += 0.13) {
            for (double sd = 0; sd <= 2.5; sd += 0.17) {
                double[] moments = one(expected, mean, sd);
                assertThat(moments[1]).isGreaterThanOrEqualTo(moments[0] * moments[0] - 1e-4);
            }
        }
    }

    @Test
    void beyondTheGridTheNearestPointOfItCounts() {
        ExpectedValues expected = new ExpectedValues(marginal(z -> z));
        assertThat(one(expected, 100, 0.5)).containsExactly(one(expected, 4.5, 0.5), within(1e-6));
        assertThat(one(expected, -100, 0.5)).containsExactly(one(expected, -4.5, 0.5), within(1e-6));
        assertThat(one(expected, 0.3, 50)).containsExactly(one(expected, 0.3, 2), within(1e-6));
        assertThat(one(expected, Float.POSITIVE_INFINITY, 0)[0]).isCloseTo(4, within(1e-6));
        // The marginal itself ends at 4.
        assertThat(one(expected, 4.5, 0)[0]).isCloseTo(4, within(1e-6));
        assertThat(one(expected, -4.5, 0)[1]).isCloseTo(16, within(1e-5));
        assertThat(one(expected, 4.44, 0)[0]).isCloseTo(4, within(1e-6));
    }

    @Test
    void momentsOfSeveralAreSummedByTheirShares() {
        ExpectedValues expected = new ExpectedValues(marginal(z -> Math.exp(0.5 * z)));
        float[] mean = {9, 0.2f, -1, 0.7f, 9};
        float[] sd = {1, 0.3f, 0.5f, 0.1f, 1};
        float[] share = {1, 0.5f, 0.3f, 0.2f, 1};
        double[] sum = new double[3];
        expected.sum(mean, sd, share, 1, 4, sum);
        double[] byHand = new double[3];
        for (int i = 1; i < 4; i++) {
            double[] each = one(expected, mean[i], sd[i]);
            byHand[0] += share[i] * each[0];
            byHand[1] += share[i] * each[1];
            byHand[2] += share[i] * each[2];
        }
        assertThat(sum).containsExactly(byHand, within(1e-6));
        assertThat(expected.mean(mean, sd, share, 1, 4)).isEqualTo(sum[0]);
        expected.sum(mean, sd, share, 2, 2, sum);
        assertThat(sum).containsExactly(0, 0, 0);
    }

    /** Of a normal with mean m and variance v: m^3 + 3 m v. */
    @Test
    void theThirdMomentIsThatOfANormalWithTheFirstTwo() {
        ExpectedValues expected = new ExpectedValues(marginal(z -> Math.exp(0.5 * z)));
        double[] moments = one(expected, 0.4, 0.2);
        double variance = moments[1] - moments[0] * moments[0];
        assertThat(moments[2]).isCloseTo(moments[0] * (moments[0] * moments[0] + 3 * variance), within(1e-5));
    }
}
