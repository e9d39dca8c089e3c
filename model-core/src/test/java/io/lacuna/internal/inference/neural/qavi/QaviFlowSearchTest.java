package io.lacuna.internal.inference.neural.qavi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.ExactPosterior;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QaviFlowSearchTest {
    private static final float NAN = Float.NaN;
    private static final float[] CELLS = {0.4f, NAN, -1, 1.5f, NAN, 0};

    private static RecordObjective record(Decoder decoder, float... cells) {
        RecordObjective record = new RecordObjective(decoder);
        record.observe(cells);
        return record;
    }

    private static SearchSettings settings(int samples, double beta) {
        return new SearchSettings(300, 1, false, 1e-3, samples, beta);
    }

    /** A flow whose last layers are not zero. */
    private static void disturb(AutoregressiveFlow flow, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        flow.begin();
        for (int t = 0; t < AutoregressiveFlow.TRANSFORMS; t++) {
            float[] parameters = flow.transform(t).parameters;
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] += (float) (0.15 * random.nextGaussian());
            }
        }
    }

    @Test
    void theLogDeterminantIsThatOfTheNumericJacobianAndTheInverseFindsThePointBefore() {
        int k = 4;
        AutoregressiveFlow flow = new AutoregressiveFlow(k);
        disturb(flow, 3);
        float[] point = {0.3f, -0.8f, 1.1f, 0.2f};
        double[][] jacobian = new double[k][k];
        float h = 1e-3f;
        for (int a = 0; a < k; a++) {
            float[] up = point.clone();
            float[] down = point.clone();
            up[a] += h;
            down[a] -= h;
            flow.apply(up);
            flow.apply(down);
            for (int b = 0; b < k; b++) {
                jacobian[b][a] = (up[b] - down[b]) / (2.0 * h);
            }
        }
        float[] mapped = point.clone();
        flow.apply(mapped);
        double logDeterminant = flow.logDeterminant();
        assertThat(logDeterminant).isCloseTo(Math.log(Math.abs(determinant(jacobian))), within(5e-3));
        assertThat(Math.abs(logDeterminant)).isGreaterThan(0.05);
        assertThat(flow.invert(mapped)).isCloseTo(logDeterminant, within(1e-5));
        assertThat(mapped).containsExactly(point, within(1e-5f));
    }

    private static double determinant(double[][] a) {
        double product = 1;
        for (int i = 0; i < a.length; i++) {
            product *= a[i][i];
            for (int r = i + 1; r < a.length; r++) {
                double factor = a[r][i] / a[i][i];
                for (int c = i; c < a.length; c++) {
                    a[r][c] -= factor * a[i][c];
                }
            }
        }
        return product;
    }

    @Test
    void gradientAgreesWithFiniteDifferences() {
        // A linear decoder has no kinks; those of the flow's own ReLUs are rare.
        Decoder decoder = Decoders.continuous(Decoders.network(false, 11, 3, 6), Objective.EVIDENCE);
        RecordObjective record = record(decoder, CELLS);
        QaviFlowSearch search = new QaviFlowSearch(3, settings(4, 1.5), null);
        disturb(search.flow(), 5);
        float[] start = {0.5f, -0.2f, 0.1f, -0.3f, -1, 0.2f};
        System.arraycopy(start, 0, search.parameters(), 0, 6);
        float[][] draws = FixedNoise.rows("test", 6, 3);
        agrees(search, record, draws, search.parameters(), search.lastGradient());
        for (int t = 0; t < AutoregressiveFlow.TRANSFORMS; t++) {
            AutoregressiveTransform transform = search.flow().transform(t);
            agrees(search, record, draws, transform.parameters, transform.gradient);
        }
    }

    private static void agrees(
            QaviFlowSearch search, RecordObjective record, float[][] draws, float[] parameters, float[] gradient) {
        search.gradient(record, draws, 1);
        float[] found = gradient.clone();
        int moving = 0;
        for (int i = 0; i < parameters.length; i += Math.max(1, parameters.length / 150)) {
            float before = parameters[i];
            parameters[i] = before + 1e-3f;
            double up = search.gradient(record, draws, 1);
            parameters[i] = before - 1e-3f;
            double down = search.gradient(record, draws, 1);
            parameters[i] = before;
            assertThat((double) found[i])
                    .as("parameter %d of %d", i, parameters.length)
                    .isCloseTo((down - up) / 2e-3, within(2e-2 * Math.max(1, Math.abs(found[i]))));
            moving += Math.abs(found[i]) > 5e-2 ? 1 : 0;
        }
        assertThat(moving).isGreaterThan(4);
    }

    @Test
    void withTheFlowAsItBeginsTheBoundIsThatOfTheNormal() {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 3, 8, 6), Objective.EVIDENCE);
        RecordObjective record = record(decoder, CELLS);
        // An even number of draws whose second moments are one: the sampled divergence of a normal is then exact.
        float[][] draws = FixedNoise.rows("test", 64, 3);
        float[] start = {0.5f, -0.2f, 0.1f, -0.3f, -1, 0.2f};
        QaviFlowSearch flow = new QaviFlowSearch(3, settings(64, 1), null);
        QaviSearch normal = new QaviSearch(3, settings(64, 1), null);
        flow.flow().begin();
        System.arraycopy(start, 0, flow.parameters(), 0, 6);
        System.arraycopy(start, 0, normal.parameters(), 0, 6);
        assertThat(flow.gradient(record, draws, 0)).isCloseTo(normal.gradient(record, draws, 0), within(1e-4));
        assertThat(flow.lastGradient()).containsExactly(normal.lastGradient(), within(1e-4f));
    }

    /** A diagonal normal misses the posterior's correlations; the flow has them. */
    @Test
    void underALinearDecoderItFindsTheFullCovarianceAndTheEvidence() {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 3, 6), Objective.EVIDENCE);
        ExactPosterior exact = ExactPosterior.of(decoder, CELLS);
        PosteriorModes found = new PosteriorModes(3, 1);
        RecordObjective record = record(decoder, CELLS);
        new QaviFlowSearch(3, settings(50, 1), null).search(record, found);
        float[][] epsilon = FixedNoise.rows("check", 4000, 3);
        double[][] moments = new double[3][3];
        double bound = 0;
        float[] z = new float[3];
        float[] scratch = new float[6];
        for (float[] row : epsilon) {
            found.draw(0, row, z);
            double square = 0;
            for (int a = 0; a < 3; a++) {
                square += z[a] * z[a];
                for (int b = 0; b < 3; b++) {
                    moments[a][b] += (z[a] - exact.mean[a]) * (z[b] - exact.mean[b]) / epsilon.length;
                }
            }
            double logPrior = -0.5 * (square + 3 * Math.log(2 * Math.PI));
            bound +=
                    (record.logDensity(record.decode(z), scratch) + logPrior - found.logDensity(0, z)) / epsilon.length;
        }
        assertThat(exact.logEvidence - bound).isBetween(-0.005, 0.03);
        for (int a = 0; a < 3; a++) {
            assertThat(found.mean(0)[a]).isCloseTo(exact.mean[a], within(0.12));
            for (int b = 0; b < 3; b++) {
                assertThat(moments[a][b]).isCloseTo(exact.covariance[a][b], within(0.08));
            }
        }
    }

    /** One dimension has no network: the flow is a normal there, whose place and width are learnt as well. */
    @Test
    void oneDimensionHasNothingToConditionOn() {
        Network network = new Network(List.of(new Layer(new float[][] {{1}}, new float[1])), null);
        OutputHead[] heads = OutputHead.of(new Features(List.of(Feature.continuous("x"))));
        Decoder decoder = new Decoder(network, heads, new float[] {1}, Objective.EVIDENCE);
        PosteriorModes found = new PosteriorModes(1, 1);
        new QaviFlowSearch(1, settings(64, 1), null).search(record(decoder, 1), found);
        assertThat(found.mean(0)[0]).isCloseTo(0.5, within(0.03));
        assertThat(found.variance(0, 0)).isCloseTo(0.5, within(0.05));
    }
}
