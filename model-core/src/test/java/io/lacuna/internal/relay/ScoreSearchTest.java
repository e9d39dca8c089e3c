package io.lacuna.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ScoreSearchTest {
    private static double[] sorted(int n, long seed, DoubleUnaryOperator of) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(n)
                .map(any -> of.applyAsDouble(random.nextGaussian()))
                .sorted()
                .toArray();
    }

    /** At the knots, on both sides of each, between them and outside. */
    private static void assertSameBits(RankNormal marginal) {
        ScoreSearch search = new ScoreSearch(marginal);
        float[] knots = marginal.values();
        assertThat(search.forward(Double.NaN)).isNaN();
        assertThat(search.place(Double.NaN)).isNaN();
        assertSame(marginal, search, Double.NEGATIVE_INFINITY);
        assertSame(marginal, search, Double.POSITIVE_INFINITY);
        for (int k = 0; k < knots.length; k++) {
            for (float at : new float[] {knots[k], Math.nextUp(knots[k]), Math.nextDown(knots[k])}) {
                assertSame(marginal, search, at);
            }
            float next = knots[Math.min(k + 1, knots.length - 1)];
            for (int part = 1; part < 8; part++) {
                assertSame(marginal, search, knots[k] + part / 8.0 * (next - knots[k]));
            }
        }
        assertSame(marginal, search, knots[0] - 1e6);
        assertSame(marginal, search, knots[knots.length - 1] + 1e6);
    }

    private static void assertSame(RankNormal marginal, ScoreSearch search, double value) {
        assertThat(search.forward(value)).as("forward %s", value).isEqualTo(marginal.forward(value));
        assertThat(search.place(value)).as("place %s", value).isEqualTo(marginal.place(value));
    }

    @Test
    void scoresOfSmoothFeaturesHaveTheSameBits() {
        assertSameBits(RankNormal.fit(sorted(3_000, 1, z -> z)));
        assertSameBits(RankNormal.fit(sorted(200, 2, z -> z)));
    }

    @Test
    void scoresOfHeavyTailsHaveTheSameBits() {
        assertSameBits(RankNormal.fit(sorted(3_000, 3, z -> Math.exp(3 * z))));
        assertSameBits(RankNormal.fit(sorted(3_000, 4, z -> z * z * z * z * z)));
        assertSameBits(RankNormal.fit(new double[] {-1e30, -1, 0, 1e-30, 1, 1e30}));
    }

    @Test
    void scoresOfRepeatedValuesHaveTheSameBits() {
        assertSameBits(RankNormal.fit(sorted(500, 5, z -> Math.rint(2 * z))));
        assertSameBits(RankNormal.fit(sorted(500, 6, z -> Math.max(0, z))));
    }

    @Test
    void scoresOfFewKnotsHaveTheSameBits() {
        assertSameBits(RankNormal.fit(new double[] {3, 3, 3}));
        assertSameBits(RankNormal.fit(new double[] {0, 1}));
        float[] equal = {1, 1, 2};
        assertSameBits(new RankNormal(equal, new float[] {-1, 0, 1}, new float[257]));
        assertSameBits(new RankNormal(new float[] {1, 1}, new float[] {-1, 1}, new float[257]));
        assertSameBits(new RankNormal(
                new float[] {0, Float.MIN_VALUE, 2 * Float.MIN_VALUE}, new float[] {-1, 0, 1}, new float[257]));
        assertSameBits(new RankNormal(
                new float[] {-Float.MAX_VALUE, 0, Float.MAX_VALUE}, new float[] {-1, 0, 1}, new float[257]));
    }

    @Test
    void equalKnotsAreFoundAsBefore() {
        float[] values = new float[256];
        float[] scores = new float[256];
        for (int k = 0; k < values.length; k++) {
            values[k] = k / 3;
            scores[k] = k / 64f - 2;
        }
        assertSameBits(new RankNormal(values, scores, new float[257]));
    }
}
