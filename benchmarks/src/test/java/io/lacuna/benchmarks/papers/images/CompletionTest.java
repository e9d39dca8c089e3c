package io.lacuna.benchmarks.papers.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.benchmarks.papers.images.LadderVae.Levels;
import io.lacuna.internal.data.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** VAEAC and the ladder against normal distributions, where everything has a closed form. */
class CompletionTest {

    /** Two numbers with correlation 0.9: given one, the other is normal with 0.9 of it as mean and variance 0.19. */
    @Test
    void vaeacLearnsTheConditionalDistribution() {
        SplittableRandom random = Seeds.random(1, "correlated");
        double[][] rows = new double[800][];
        for (int i = 0; i < rows.length; i++) {
            double one = random.nextGaussian();
            rows[i] = new double[] {one, 0.9 * one + Math.sqrt(0.19) * random.nextGaussian()};
        }
        Vaeac vaeac = Vaeac.fit(rows, hidden -> new boolean[] {false, true}, new Shape(2, 1, 8, 60, 40), 1);
        double told = 0;
        double exact = 0;
        for (int i = 0; i < 100; i++) {
            Completions found = vaeac.complete(new double[] {rows[i][0], Double.NaN}, 200, random);
            told += found.logLikelihood(rows[i], new int[] {1}) / 100;
            double error = rows[i][1] - 0.9 * rows[i][0];
            exact -= 0.5 * (error * error / 0.19 + Math.log(2 * Math.PI * 0.19)) / 100;
        }
        assertThat(told).isCloseTo(exact, within(0.05));
    }

    /**
     * {@code z2 ~ N(0, 1), z1 ~ N(2 z2, 0.5^2), x_j ~ N(z1, 0.3^2)}, the third of three cells missing: the posterior is
     * normal in the family of q, so QAVI at both levels ends at log p(x_O).
     */
    @Test
    void qaviOfBothLevelsEndsAtTheEvidenceOfALinearLadder() {
        LadderVae ladder = linear();
        double[] row = {1.1, 0.7, Double.NaN};
        double bound = ladder.bound(row, Levels.BOTH, 300, 50, Seeds.random(1, "ladder test"));
        assertThat(bound).isCloseTo(evidence(1.1, 0.7), within(0.06));
    }

    /** z1 is then drawn from p(z1|z2), and the bound is the closed form of that family's best member. */
    @Test
    void qaviOfTheTopLevelAloneStaysBelow() {
        double[] row = {1.1, 0.7, Double.NaN};
        double bound = linear().bound(row, Levels.TOP, 3000, 50, Seeds.random(1, "ladder test"));
        assertThat(bound).isCloseTo(bestOfTheTop(1.1, 0.7), within(0.1));
        assertThat(bound).isLessThan(evidence(1.1, 0.7) - 0.5);
    }

    @Test
    void completionsOfALinearLadderAreThePosteriorPredictive() {
        Completions found = linear().complete(
                        new double[] {1.1, 0.7, Double.NaN},
                        Levels.BOTH,
                        50,
                        1,
                        20_000,
                        Seeds.random(1, "ladder test"));
        double precision = 1 / 4.25 + 2 / 0.09;
        assertThat(found.mean(2)).isCloseTo(1.8 / 0.09 / precision, within(0.02));
        double variance = 0.09 + 1 / precision;
        double error = 0.5 - 1.8 / 0.09 / precision;
        assertThat(found.logLikelihood(new double[] {0, 0, 0.5}, new int[] {2}))
                .isCloseTo(-0.5 * (error * error / variance + Math.log(2 * Math.PI * variance)), within(0.03));
    }

    private static LadderVae linear() {
        LadderVae ladder = new LadderVae(new Shape(3, 1, 2, 0, 1), 1, new int[0], Seeds.random(1, "weights"));
        double[][] values = {{2, 0}, {0, Math.log(0.5)}, {1, 1, 1, 0, 0, 0}, fill(3, Math.log(0.09))};
        for (int i = 0; i < values.length; i++) {
            System.arraycopy(values[i], 0, ladder.networks().get(i).value, 0, values[i].length);
        }
        return ladder;
    }

    private static double[] fill(int count, double value) {
        double[] made = new double[count];
        Arrays.fill(made, value);
        return made;
    }

    /** Two cells with variance 4.25 + 0.09 and covariance 4.25. */
    private static double evidence(double one, double two) {
        double a = 4.34;
        double b = 4.25;
        double determinant = a * a - b * b;
        double square = (a * (one * one + two * two) - 2 * b * one * two) / determinant;
        return -0.5 * (square + Math.log(determinant) + 2 * Math.log(2 * Math.PI));
    }

    /** With q(z2) = N(m, s^2): the mean of log p(x_O|z1) over z1 ~ N(2 m, 4 s^2 + 0.25), minus the KL divergence. */
    private static double bestOfTheTop(double one, double two) {
        double precision = 1 + 2 * 4 / 0.09;
        double m = 2 * (one + two) / 0.09 / precision;
        double s2 = 1 / precision;
        double spread = 4 * s2 + 0.25;
        double likelihood = 0;
        for (double x : new double[] {one, two}) {
            double error = x - 2 * m;
            likelihood -= 0.5 * ((error * error + spread) / 0.09 + Math.log(2 * Math.PI * 0.09));
        }
        return likelihood - 0.5 * (m * m + s2 - 1 - Math.log(s2));
    }
}
