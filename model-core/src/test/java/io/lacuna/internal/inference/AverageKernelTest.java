package io.lacuna.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.Normal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AverageKernelTest {
    private static final double[] RECORD = {Double.NaN, Double.NaN};

    private static MarginalKernel normal(double mean, double sd) {
        return new MarginalKernel(
                new Marginals(new Standardizer(new double[] {mean, mean}, new double[] {sd, sd}), new double[2][0]));
    }

    private static AverageKernel average(float stretch) {
        MemberWeights weights = new MemberWeights(new float[][] {{0.75f, 1}, {0.25f, 0}}, new float[] {stretch, 1});
        AverageKernel kernel = new AverageKernel(new MemberKernel[] {normal(0, 1), normal(4, 1)}, 2, weights);
        kernel.infer(RECORD);
        return kernel;
    }

    @Test
    void eachFeatureHasItsOwnWeights() {
        AverageKernel kernel = average(1);
        assertThat(kernel.mean(0)).isEqualTo(1);
        assertThat(kernel.mean(1)).isEqualTo(0);
        assertThat(kernel.variance(0)).isCloseTo(1 + 0.75 * 1 + 0.25 * 9, within(1e-12));
        assertThat(kernel.cdf(0, 2)).isCloseTo(0.75 * Normal.cdf(2) + 0.25 * Normal.cdf(-2), within(1e-12));
        double[] into = new double[2];
        kernel.cdf(2, new int[] {0, 1}, new double[] {2, 2}, into);
        assertThat(into).containsExactly(kernel.cdf(0, 2), kernel.cdf(1, 2));
    }

    @Test
    void theStretchWidensAboutTheMedian() {
        AverageKernel plain = average(1);
        AverageKernel wide = average(2);
        double median = 0;
        while (plain.cdf(0, median) < 0.5) {
            median += 1e-4;
        }
        assertThat(wide.cdf(0, median)).isCloseTo(0.5, within(1e-3));
        assertThat(wide.cdf(0, 4)).isCloseTo(Normal.cdf(Normal.score(plain.cdf(0, 4)) / 2), within(1e-9));
        assertThat(wide.variance(0)).isCloseTo(4 * plain.variance(0), within(1e-9));
    }

    @Test
    void drawsChooseTheMemberWithItsWeight() {
        AverageKernel kernel = average(1);
        SplittableRandom random = Seeds.random(1, "draws");
        int high = 0;
        double second = 0;
        for (int i = 0; i < 4000; i++) {
            double[] into = RECORD.clone();
            kernel.draw(random, into);
            high += into[0] > 2 ? 1 : 0;
            second += into[1] / 4000;
        }
        double expected = 0.75 * (1 - Normal.cdf(2)) + 0.25 * (1 - Normal.cdf(-2));
        assertThat(high / 4000.0).isCloseTo(expected, within(0.03));
        assertThat(second).isCloseTo(0, within(0.07));
    }

    @Test
    void weightsAreReadBackAndImpossibleOnesRefused() throws IOException {
        MemberWeights weights = new MemberWeights(new float[][] {{0.75f}, {0.25f}}, new float[] {1.1f});
        assertThat(read(weights)).usingRecursiveComparison().isEqualTo(weights);
        assertThatThrownBy(() -> read(new MemberWeights(new float[][] {{0.75f}, {0.75f}}, new float[] {1})))
                .hasMessageContaining("sum to 1.5");
        assertThatThrownBy(() -> read(new MemberWeights(new float[][] {{2}, {-1}}, new float[] {1})))
                .hasMessageContaining("not between 0 and 1");
        assertThatThrownBy(() -> read(new MemberWeights(new float[][] {{1}, {0}}, new float[] {0})))
                .hasMessageContaining("stretch of feature 0");
    }

    private static MemberWeights read(MemberWeights weights) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        weights.write(new DataOutputStream(bytes));
        return MemberWeights.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 2, 1);
    }
}
