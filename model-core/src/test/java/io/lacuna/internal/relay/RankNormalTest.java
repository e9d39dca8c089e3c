package io.lacuna.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.Normal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares with counted ranks and with quantiles computed one value at a time. */
class RankNormalTest {
    private static final double FLOAT = 1e-6;

    private static double[] values(int n, long seed) {
        return new SplittableRandom(seed)
                .doubles(n, 0, 1)
                .map(u -> Math.exp(Normal.quantile(u)) - 1)
                .sorted()
                .toArray();
    }

    /** The share of the values below a value, plus half of those equal to it. */
    private static double middleRank(double[] values, double value) {
        double below = Arrays.stream(values).filter(v -> v < value).count();
        double equal = Arrays.stream(values).filter(v -> v == value).count();
        return (below + 0.5 * equal) / values.length;
    }

    /** The quantile by linear interpolation between values placed at (i + 1/2) / n. */
    private static double quantile(double[] sorted, double p) {
        double place = p * sorted.length - 0.5;
        if (place <= 0) {
            return sorted[0];
        }
        if (place >= sorted.length - 1) {
            return sorted[sorted.length - 1];
        }
        int below = (int) place;
        return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }

    @Test
    void aValueGoesToTheNormalScoreOfItsMiddleRank() {
        double[] values = values(201, 1);
        RankNormal marginal = RankNormal.fit(values);
        assertThat(marginal.values()).hasSize(201);
        for (double value : values) {
            assertThat(marginal.forward(value)).isCloseTo(Normal.quantile(middleRank(values, value)), within(1e-5));
        }
    }

    @Test
    void equalValuesShareTheirMiddleRank() {
        double[] values = {-1, 0, 0, 0, 0, 2, 2, 5};
        RankNormal marginal = RankNormal.fit(values);
        assertThat(marginal.values()).containsExactly(-1, 0, 2, 5);
        for (double value : new double[] {-1, 0, 2, 5}) {
            assertThat(marginal.forward(value)).isCloseTo(Normal.quantile(middleRank(values, value)), within(FLOAT));
        }
    }

    @Test
    void betweenTwoValuesScoresGoInProportion() {
        RankNormal marginal = RankNormal.fit(new double[] {0, 4, 10});
        double low = Normal.quantile(1.0 / 6);
        assertThat(marginal.forward(1)).isCloseTo(0.75 * low, within(FLOAT));
        assertThat(marginal.forward(7)).isCloseTo(-0.5 * low, within(FLOAT));
    }

    @Test
    void scoresEndAtTheValuesSeen() {
        RankNormal marginal = RankNormal.fit(new double[] {0, 4, 10});
        double low = Normal.quantile(1.0 / 6);
        assertThat(marginal.forward(-100)).isCloseTo(low, within(FLOAT));
        assertThat(marginal.forward(0)).isCloseTo(low, within(FLOAT));
        assertThat(marginal.forward(10)).isCloseTo(-low, within(FLOAT));
        assertThat(marginal.forward(100)).isCloseTo(-low, within(FLOAT));
    }

    @Test
    void noMassLiesOutsideTheValuesSeen() {
        RankNormal marginal = RankNormal.fit(new double[] {0, 4, 10});
        assertThat(marginal.place(-0.01)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(marginal.place(10.01)).isEqualTo(Double.POSITIVE_INFINITY);
        for (double value : new double[] {0, 3, 10}) {
            assertThat(marginal.place(value)).isEqualTo(marginal.forward(value)).isFinite();
        }
    }

    @Test
    void aScoreComesBackAsTheQuantile() {
        double[] values = values(301, 2);
        RankNormal marginal = RankNormal.fit(values);
        // At grid points the quantile is exact; between them it is linear.
        for (int g = -128; g <= 128; g++) {
            double score = g / 32.0;
            double expected = quantile(values, Normal.cdf(score));
            assertThat(marginal.back(score)).isCloseTo(expected, within(FLOAT * (1 + Math.abs(expected))));
            if (g < 128) {
                double next = quantile(values, Normal.cdf(score + 1 / 32.0));
                assertThat(marginal.back(score + 0.25 / 32))
                        .isCloseTo(0.75 * expected + 0.25 * next, within(FLOAT * (1 + Math.abs(next))));
            }
        }
        assertThat(marginal.back(-9)).isEqualTo((float) values[0]);
        assertThat(marginal.back(9)).isEqualTo((float) values[300]);
    }

    @Test
    void thereAndBackIsNearTheSameRank() {
        double[] values = values(200, 3);
        RankNormal marginal = RankNormal.fit(values);
        for (int i = 10; i < 190; i++) {
            assertThat(marginal.back(marginal.forward(values[i]))).isBetween(values[i - 3], values[i + 3]);
        }
    }

    @Test
    void aSpikeStaysAFlatStep() {
        double[] values =
                IntStream.range(0, 100).mapToDouble(i -> i < 40 ? 0 : i).toArray();
        RankNormal marginal = RankNormal.fit(values);
        for (double p = 0.01; p < 0.39; p += 0.01) {
            assertThat(marginal.back(Normal.quantile(p))).isZero();
        }
        assertThat(marginal.back(Normal.quantile(0.5))).isCloseTo(49.5, within(0.1));
    }

    @Test
    void manyValuesAreThinnedToEvenlyRankedKnots() {
        double[] values = values(3_000, 4);
        RankNormal marginal = RankNormal.fit(values);
        assertThat(marginal.values()).hasSize(RankNormal.MAX_KNOTS);
        assertThat(marginal.scores()).hasSize(RankNormal.MAX_KNOTS);
        assertThat(marginal.values()[0]).isEqualTo((float) values[0]);
        assertThat(marginal.values()[RankNormal.MAX_KNOTS - 1]).isEqualTo((float) values[2_999]);
        for (int k = 0; k < RankNormal.MAX_KNOTS; k++) {
            int rank = (int) Math.round(k * 2_999.0 / 255);
            assertThat(marginal.values()[k]).isEqualTo((float) values[rank]);
            assertThat((double) marginal.scores()[k]).isCloseTo(Normal.quantile((rank + 0.5) / 3_000), within(FLOAT));
        }
        // Between knots, the score is that of the rank, up to the curvature of the distribution.
        for (int i = 100; i < 2_900; i += 7) {
            assertThat(marginal.forward(values[i])).isCloseTo(Normal.quantile((i + 0.5) / 3_000), within(0.01));
        }
    }

    @Test
    void aSingleValueIsTheWholeDistribution() {
        RankNormal marginal = RankNormal.fit(new double[] {3, 3, 3});
        assertThat(marginal.values()).containsExactly(3);
        assertThat(marginal.forward(-8)).isZero();
        assertThat(marginal.forward(3)).isZero();
        assertThat(marginal.back(-2)).isEqualTo(3);
        assertThat(marginal.back(2)).isEqualTo(3);
        assertThat(marginal.spiked()).isTrue();
    }

    /** The marginal of {@code of} values, of which {@code zeros} are zero and the others differ. */
    private static RankNormal zeros(int of, int zeros) {
        return RankNormal.fit(
                IntStream.range(0, of).mapToDouble(i -> i < zeros ? 0 : 1 + i).toArray());
    }

    @Test
    void aTenthOfTheDistributionOnRepeatedValuesIsASpike() {
        assertThat(RankNormal.fit(values(500, 5)).spiked()).isFalse();
        assertThat(zeros(1_000, 80).spiked()).isFalse();
        assertThat(zeros(1_000, 130).spiked()).isTrue();
        // Few distinct values, each in many rows.
        assertThat(RankNormal.fit(IntStream.range(0, 400)
                                .mapToDouble(i -> i / 100)
                                .toArray())
                        .spiked())
                .isTrue();
    }

    private static byte[] written(RankNormal marginal) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        marginal.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static RankNormal read(byte[] bytes) throws IOException {
        return RankNormal.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void isTheSameAfterWritingAndReading() throws IOException {
        for (RankNormal marginal :
                new RankNormal[] {RankNormal.fit(values(900, 6)), RankNormal.fit(new double[] {7})}) {
            RankNormal read = read(written(marginal));
            assertThat(read.values()).containsExactly(marginal.values());
            assertThat(read.scores()).containsExactly(marginal.scores());
            assertThat(read.inverse()).containsExactly(marginal.inverse());
        }
    }

    @Test
    void knotsThatAreTooManyNotFiniteOrFallingAreRefused() throws IOException {
        float[] inverse = new float[257];
        float[] two = {1, 2};
        assertThat(read(written(new RankNormal(new float[] {1, 1}, two, inverse)))
                        .values())
                .containsExactly(1, 1);
        for (float wrong : new float[] {0.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertRefused(new RankNormal(new float[] {1, wrong}, two, inverse), "not finite and increasing");
        }
        assertRefused(new RankNormal(two, new float[] {0, Float.NaN}, inverse), "not finite and increasing");
        assertRefused(new RankNormal(new float[0], new float[0], inverse), "of 0 knots");
        assertRefused(new RankNormal(new float[257], new float[257], inverse), "of 257 knots");
        float[] broken = inverse.clone();
        broken[256] = Float.NEGATIVE_INFINITY;
        assertRefused(new RankNormal(two, two, broken), "a rank-normal value is not finite");
    }

    private static void assertRefused(RankNormal marginal, String why) throws IOException {
        byte[] bytes = written(marginal);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining(why);
    }
}
