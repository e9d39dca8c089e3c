package io.lacuna.internal.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family of numbers against differences and quadrature of its density. */
class NumberHeadTest {
    private static final double VARIANCE = 0.4;
    private static final float[] PLACES = {0.3f, -2, 0.004f, 3.5f};

    static Stream<NumberHead> families() {
        return Stream.of(
                new OutputHead.Gaussian(0),
                new StudentHead(0),
                new LogisticHead(0, 0.25f),
                new ContinuousBernoulliHead(0, -1.5f, 2));
    }

    private static double log(NumberHead head, double output, double value, double variance) {
        return head.logLikelihood(new float[] {(float) output}, value, variance, new float[1]);
    }

    /** The integral of a function of the value times the density, or the sum over the values of a discretized number. */
    private static double expected(NumberHead head, float[] outputs, DoubleUnaryOperator f) {
        double sum = 0;
        if (head instanceof LogisticHead logistic) {
            double step = 2 * logistic.halfStep();
            for (double x = -40; x <= 40; x += step) {
                sum += step * Math.exp(log(head, outputs[0], x, VARIANCE)) * f.applyAsDouble(x);
            }
            return sum;
        }
        boolean bounded = head instanceof ContinuousBernoulliHead;
        double low = bounded ? -1.5 : -200;
        double high = bounded ? 2 : 200;
        int cells = bounded ? 4000 : 40_000;
        double step = (high - low) / cells;
        for (int i = 0; i < cells; i++) {
            double x = low + (i + 0.5) * step;
            sum += step * Math.exp(log(head, outputs[0], x, VARIANCE)) * f.applyAsDouble(x);
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("families")
    void slopesAgreeWithDifferences(NumberHead head) {
        for (float output : PLACES) {
            float[] outputs = {output};
            for (double value : new double[] {-1.2, 0.1, 1.9}) {
                float[] gradient = new float[1];
                head.logLikelihood(outputs, value, VARIANCE, gradient);
                float h = 1e-3f;
                double byOutput = (log(head, output + h, value, VARIANCE) - log(head, output - h, value, VARIANCE))
                        / ((double) (output + h) - (output - h));
                assertThat((double) gradient[0]).isCloseTo(byOutput, within(1e-3));
                double byValue =
                        (log(head, output, value + 1e-4, VARIANCE) - log(head, output, value - 1e-4, VARIANCE)) / 2e-4;
                assertThat(head.slopeByValue(outputs, value, VARIANCE)).isCloseTo(byValue, within(1e-5));
                double up = log(head, output, value, VARIANCE * Math.exp(1e-4));
                double down = log(head, output, value, VARIANCE * Math.exp(-1e-4));
                assertThat(head.slopeByLogVariance(outputs, value, VARIANCE))
                        .isCloseTo((down - up) / 2e-4, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void massMomentsAndCurvatureAreThoseOfTheDensity(NumberHead head) {
        for (float output : PLACES) {
            float[] outputs = {output};
            assertThat(expected(head, outputs, x -> 1)).isCloseTo(1, within(1e-4));
            double mean = expected(head, outputs, x -> x);
            assertThat(head.mean(outputs)).isCloseTo(mean, within(2e-3));
            double spread = expected(head, outputs, x -> (x - mean) * (x - mean));
            // A step adds a twelfth of its square.
            double step = head instanceof LogisticHead ? 0.5 * 0.5 / 12 : 0;
            assertThat(head.spread(outputs, VARIANCE)).isCloseTo(spread - step, within(5e-3));
            double information = expected(head, outputs, x -> {
                float[] gradient = new float[1];
                head.logLikelihood(outputs, x, VARIANCE, gradient);
                return gradient[0] * gradient[0];
            });
            assertThat(head.curvature(outputs, VARIANCE) / information).isCloseTo(1, within(step > 0 ? 0.05 : 2e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void cdfAndDrawsAreThoseOfTheDensity(NumberHead head) {
        SplittableRandom random = new SplittableRandom(5);
        for (float output : PLACES) {
            float[] outputs = {output};
            double at = head.mean(outputs) + 0.3;
            double below = head.cdf(outputs, at, VARIANCE);
            double step = head instanceof LogisticHead ? 0.25 : 0;
            double summed = expected(head, outputs, x -> x <= at ? 1 : 0);
            assertThat(below).isCloseTo(summed, within(step > 0 ? 0.12 : 4e-3)); // half a cell of the sum
            double slope = (head.cdf(outputs, at + 1e-3, VARIANCE) - head.cdf(outputs, at - 1e-3, VARIANCE)) / 2e-3;
            if (step == 0) {
                assertThat(slope).isCloseTo(Math.exp(log(head, output, at, VARIANCE)), within(1e-4));
            }
            int drawn = 20_000;
            double[] levels = new double[3];
            for (int i = 0; i < drawn; i++) {
                double uniform = head.cdf(outputs, head.draw(outputs, VARIANCE, random), VARIANCE);
                levels[0] += uniform / drawn;
                levels[1] += uniform * uniform / drawn;
                levels[2] += uniform < 0.05 ? 1.0 / drawn : 0;
            }
            assertThat(levels[0]).isCloseTo(0.5, within(0.01));
            assertThat(levels[1]).isCloseTo(1 / 3.0, within(0.01));
            assertThat(levels[2]).isCloseTo(0.05, within(0.01));
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void farValuesStayFinite(NumberHead head) {
        for (float output : new float[] {0, 700, -700, 1e4f}) {
            float[] outputs = {output};
            for (double value : new double[] {-30, 0, 30}) {
                float[] gradient = new float[1];
                assertThat(head.logLikelihood(outputs, value, 1e-4, gradient)).isFinite();
                assertThat(gradient[0]).isFinite();
                assertThat(head.slopeByLogVariance(outputs, value, 1e-4)).isFinite();
                assertThat(head.cdf(outputs, value, 1e-4)).isBetween(0.0, 1.0);
                assertThat(head.mean(outputs)).isFinite();
                assertThat(head.spread(outputs, 1e-4)).isNotNegative().isFinite();
                assertThat(head.draw(outputs, 1e-4, new SplittableRandom(1))).isFinite();
            }
        }
    }

    private static final Table TABLE = new Table(
            new Features(List.of(
                    Feature.continuous("a"), Feature.binary("b"), Feature.continuous("c"), Feature.continuous("d"))),
            List.of(
                    new double[] {0.5, 1, 10, 3},
                    new double[] {1.5, 0, Double.NaN, 3},
                    new double[] {4, 0, 14, Double.NaN},
                    new double[] {Double.NaN, 1, 30, 3}));
    private static final double[] MEAN = {2, 0, 18, 3};
    private static final double[] SD = {2, 1, 4, 1};

    @Test
    void familiesTakeStepAndRangeFromTheTable() throws IOException {
        OutputHead[] steps = HeadFamilies.of(TABLE, MEAN, SD, "discretized-logistic");
        assertThat(steps[0]).isEqualTo(new LogisticHead(0, 0.25f));
        assertThat(steps[1]).isInstanceOf(OutputHead.Bernoulli.class);
        assertThat(steps[2]).isEqualTo(new LogisticHead(2, 0.5f));
        assertThat(steps[3]).as("a constant").isInstanceOf(OutputHead.Gaussian.class);
        OutputHead[] named = HeadFamilies.of(TABLE, MEAN, SD, "c=continuous-bernoulli;a=student-t");
        assertThat(named[0]).isEqualTo(new StudentHead(0));
        assertThat(named[2]).isEqualTo(new ContinuousBernoulliHead(2, -2, 3));
        assertThat(HeadFamilies.allNormal(named)).isFalse();
        assertThat(HeadFamilies.allNormal(HeadFamilies.of(TABLE, MEAN, SD, "gaussian")))
                .isTrue();
        for (OutputHead[] heads : List.of(steps, named)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            HeadFamilies.write(new DataOutputStream(bytes), heads);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
            assertThat(HeadFamilies.read(in, TABLE.features())).containsExactly(heads);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsNotUnderstoodIsNamed() throws IOException {
        assertThatThrownBy(() -> HeadFamilies.of(TABLE, MEAN, SD, "cauchy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("student-t")
                .hasMessageContaining("'cauchy'");
        assertThatThrownBy(() -> HeadFamilies.of(TABLE, MEAN, SD, "x=student-t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF("discretized-logistic");
        out.writeFloat(-1);
        assertThatThrownBy(() -> HeadFamilies.read(
                        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), TABLE.features()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("step");
    }
}
