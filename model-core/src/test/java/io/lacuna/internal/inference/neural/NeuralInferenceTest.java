package io.lacuna.internal.inference.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.GaussNewtonSearch;
import io.lacuna.internal.inference.neural.search.GradientPosterior;
import io.lacuna.internal.inference.neural.search.NaturalGradientSearch;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.RelaySearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.inference.neural.search.SviSearch;
import io.lacuna.internal.relay.RelayGroups;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeuralInferenceTest {
    private static final float NAN = Float.NaN;
    private static final float[] MIXED = {0.7f, NAN, 1, 2};

    private static float[] z(int k) {
        float[] z = new float[k];
        for (int a = 0; a < k; a++) {
            z[a] = (float) Math.sin(1 + 2 * a);
        }
        return z;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void derivativeByTheCodeAgreesWithFiniteDifferences(boolean path) {
        RecordObjective record = new RecordObjective(Decoders.mixed(Decoders.network(path, 3, 5, 7, 9, 6)));
        record.observe(MIXED);
        float[] gradient = new float[5];
        record.gradient(z(5), gradient);
        for (int a = 0; a < 5; a++) {
            assertThat((double) gradient[a]).isCloseTo(slope(record, z(5), a), within(2e-3));
        }
    }

    private static double slope(RecordObjective record, float[] z, int a) {
        float h = 1e-3f;
        float[] up = z.clone();
        float[] down = z.clone();
        up[a] += h;
        down[a] -= h;
        return (record.logLikelihood(up) - record.logLikelihood(down)) / (up[a] - down[a]);
    }

    /** Inside one linear piece of a ReLU decoder, the Gauss-Newton curvature is the Hessian. */
    @Test
    void curvatureAgreesWithFiniteDifferencesOfTheGradient() {
        int k = 4;
        RecordObjective record = new RecordObjective(Decoders.mixed(Decoders.network(true, 11, k, 8, 6)));
        record.observe(MIXED);
        float[] at = z(k);
        double[] curvature = new double[k * k];
        record.gradient(at, new float[k]);
        record.addCurvature(curvature);
        float h = 1e-3f;
        for (int a = 0; a < k; a++) {
            float[] up = at.clone();
            float[] down = at.clone();
            up[a] += h;
            down[a] -= h;
            float[] high = new float[k];
            float[] low = new float[k];
            record.gradient(up, high);
            record.gradient(down, low);
            for (int b = 0; b < k; b++) {
                assertThat(curvature[a * k + b]).isCloseTo(-(high[b] - low[b]) / (up[a] - down[a]), within(5e-3));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0, 0.5})
    void gradientOfTheBoundAgreesWithFiniteDifferences(double klWeight) {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 3, 8, 6), new Objective(false, klWeight));
        RecordObjective record = new RecordObjective(decoder);
        record.observe(new float[] {0.4f, NAN, -1, 2, NAN, 0});
        float[] epsilon = {0.3f, -0.8f, 1.1f};
        float[] start = {0.5f, -0.2f, 0.1f, -0.3f, -1, 0.2f};
        GradientPosterior q = new GradientPosterior(3, false);
        q.start(start);
        q.gradient(record, epsilon);
        float[] gradient = q.lastGradient().clone();
        for (int i = 0; i < start.length; i++) {
            double slope = (bound(record, start, i, 1e-3f, epsilon) - bound(record, start, i, -1e-3f, epsilon)) / 2e-3;
            assertThat((double) gradient[i]).isCloseTo(-slope, within(5e-3 * (1 + Math.abs(slope))));
        }
    }

    private static double bound(RecordObjective record, float[] start, int i, float h, float[] epsilon) {
        float[] moved = start.clone();
        moved[i] += h;
        GradientPosterior q = new GradientPosterior(3, false);
        q.start(moved);
        return q.gradient(record, epsilon);
    }

    @Test
    void relayGradientAgreesWithFiniteDifferences() {
        int k = 3;
        float[][] relays = FixedNoise.rows("test", 6, k);
        RelayGroups groups = new RelayGroups(relays, new int[] {2, 4}, new int[] {1, 2}, false);
        RelaySearch search = new RelaySearch(k, groups, new SearchSettings(1, 0.1, false, 0));
        RecordObjective record =
                new RecordObjective(Decoders.continuous(Decoders.network(false, 5, k, 8, 6), Objective.EVIDENCE));
        record.observe(new float[] {0.4f, NAN, -1, 2, NAN, 0});
        float[] start = {0.5f, -0.2f, 0.1f, -0.3f, -1, 0.2f, 0.1f, 0.05f, -0.1f, -0.5f, -0.7f, -1};
        System.arraycopy(start, 0, search.parameters(), 0, start.length);
        float[] epsilon = {0.3f, -0.8f, 1.1f};
        search.gradient(record, epsilon);
        float[] gradient = search.lastGradient().clone();
        for (int i = 0; i < start.length; i++) {
            search.parameters()[i] = start[i] + 1e-3f;
            double up = search.gradient(record, epsilon);
            search.parameters()[i] = start[i] - 1e-3f;
            double down = search.gradient(record, epsilon);
            search.parameters()[i] = start[i];
            assertThat((double) gradient[i]).as("parameter %d", i).isCloseTo((down - up) / 2e-3, within(2e-2));
        }
        // Not kept: the smaller coefficient of the first group and the two smallest of the second.
        assertThat(new float[] {gradient[1], gradient[2], gradient[5]}).containsOnly(0);
        assertThat(gradient[0]).isNotZero();
    }

    @Test
    void withoutRelaysRelayViIsSvi() {
        RecordObjective record =
                new RecordObjective(Decoders.continuous(Decoders.network(false, 5, 3, 8, 6), Objective.EVIDENCE));
        record.observe(new float[] {0.4f, NAN, -1, 2, NAN, 0});
        SearchSettings settings = new SearchSettings(50, 0.1, false, 1e-4);
        PosteriorModes svi = new PosteriorModes(3, 1);
        PosteriorModes relay = new PosteriorModes(3, 1);
        new SviSearch(3, settings, null).search(record, svi);
        new RelaySearch(3, new RelayGroups(new float[0][], new int[0], new int[0], true), settings)
                .search(record, relay);
        assertThat(relay.mean(0)).containsExactly(svi.mean(0));
        assertThat(relay.variance(0, 1)).isEqualTo(svi.variance(0, 1));
    }

    @Test
    void takesNoStepIfStepsAreZero() {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 2, 8, 4), Objective.EVIDENCE);
        EncoderStart start = new EncoderStart(new Encoder(Decoders.network(false, 6, 8, 5, 4), true), decoder.heads());
        RecordObjective record = new RecordObjective(decoder);
        float[] cells = {1, NAN, 0.5f, -1};
        record.observe(cells);
        PosteriorModes posterior = new PosteriorModes(2, 1);
        SviSearch search = new SviSearch(2, new SearchSettings(0, 0.1, false, 0), start);
        search.search(record, posterior);
        float[] encoded = start.encode(cells);
        assertThat(search.steps()).isZero();
        assertThat(posterior.mean(0)).containsExactly(encoded[0], encoded[1]);
        assertThat(posterior.variance(0, 1)).isCloseTo(Math.exp(2 * encoded[3]), within(1e-6));
    }

    /**
     * If most cells are observed, G is that of all cells minus the missing ones; otherwise, the sum over the observed
     * ones. A repeated pattern takes G from the cache.
     */
    @ParameterizedTest
    @CsvSource({"false, 4, 0", "true, 4, 0", "false, 2, 0", "true, 2, 1"})
    void theQuadraticFormAgreesWithTheSumOverCells(boolean path, int every, int metBefore) {
        int k = 4;
        for (int[] sizes : new int[][] {{k, 6, 9, 40}, {k, 40}}) {
            Decoder decoder = Decoders.continuous(Decoders.network(path, 3, sizes), Objective.EVIDENCE);
            RecordObjective record = new RecordObjective(decoder);
            float[] cells = new float[40];
            for (int j = 0; j < 40; j++) {
                cells[j] = j % every == 0 || j == 1 ? NAN : (float) Math.cos(3 * j);
            }
            for (int times = 0; times <= metBefore; times++) {
                record.observe(cells);
                record.logLikelihood(z(k));
            }
            assertThat(record.quadratic()).isTrue();
            float[] out = record.decode(z(k)).clone();
            assertThat(record.logLikelihood(z(k))).isCloseTo(record.logDensity(out, new float[40]), within(1e-3));
            float[] gradient = new float[k];
            record.gradient(z(k), gradient);
            double[] curvature = new double[k * k];
            record.addCurvature(curvature);
            for (int a = 0; a < k; a++) {
                assertThat((double) gradient[a]).isCloseTo(slope(record, z(k), a), within(2e-2));
                assertThat(curvature[a * k + a]).isCloseTo(jacobianSquare(record, z(k), a, cells), within(2e-2));
            }
        }
    }

    /**
     * The sum over observed outputs of their squared slope with respect to one number of the code, divided by the noise
     * variance.
     */
    private static double jacobianSquare(RecordObjective record, float[] at, int a, float[] cells) {
        float h = 1e-3f;
        float[] up = at.clone();
        float[] down = at.clone();
        up[a] += h;
        down[a] -= h;
        float[] high = record.decode(up).clone();
        float[] low = record.decode(down);
        double sum = 0;
        for (int j = 0; j < cells.length; j++) {
            double slope = Float.isNaN(cells[j]) ? 0 : (high[j] - low[j]) / (up[a] - down[a]);
            sum += slope * slope / 0.3;
        }
        return sum;
    }

    /** For a linear decoder p(z|x) is normal with precision I + W' W / variance. Every method must find it. */
    @Test
    void everyMethodFindsTheClosedFormPosteriorOfALinearDecoder() {
        int k = 3;
        Decoder decoder = Decoders.continuous(Decoders.network(false, 9, k, 7), Objective.EVIDENCE);
        float[] cells = {0.4f, NAN, -1, 2, NAN, 0, 0.3f};
        ExactPosterior exact = ExactPosterior.of(decoder, cells);
        RecordObjective record = new RecordObjective(decoder);
        record.observe(cells);

        PosteriorModes laplace = new PosteriorModes(k, 4);
        PriorTable anchors = new PriorTable(decoder);
        anchors.observe(record);
        new GaussNewtonSearch(record, anchors, null, new SearchSettings(30, 1, false, 1e-9)).search(record, laplace);
        assertThat(laplace.count()).isEqualTo(1);

        PosteriorModes natural = new PosteriorModes(k, 4);
        new NaturalGradientSearch(
                        new GaussNewtonSearch(record, anchors, null, new SearchSettings(30, 1, false, 1e-9)), record)
                .search(record, natural);
        assertThat(natural.count()).isEqualTo(1);
        assertThat(natural.logEvidence()).isCloseTo(laplace.logEvidence(), within(1e-3));

        PosteriorModes svi = new PosteriorModes(k, 1);
        new SviSearch(k, new SearchSettings(20_000, 0.02, false, 1e-4), null).search(record, svi);
        PosteriorModes relay = new PosteriorModes(k, 1);
        RelayGroups groups = new RelayGroups(FixedNoise.rows("test", 6, k), new int[] {6}, new int[] {3}, true);
        new RelaySearch(k, groups, new SearchSettings(20_000, 0.02, false, 1e-4)).search(record, relay);

        for (int a = 0; a < k; a++) {
            assertThat(laplace.mean(0)[a]).isCloseTo(exact.mean[a], within(1e-4));
            assertThat(laplace.variance(0, a)).isCloseTo(exact.covariance[a][a], within(1e-4));
            assertThat(natural.mean(0)[a]).isCloseTo(exact.mean[a], within(1e-3));
            assertThat(natural.variance(0, a)).isCloseTo(exact.covariance[a][a], within(1e-3));
            for (PosteriorModes meanField : new PosteriorModes[] {svi, relay}) {
                assertThat(meanField.mean(0)[a])
                        .as(meanField == svi ? "svi" : "relay")
                        .isCloseTo(exact.mean[a], within(0.01));
                // A mean-field normal has the diagonal of the precision, not of the covariance.
                assertThat(meanField.variance(0, a))
                        .isCloseTo(1 / exact.precision[a][a], within(0.03 / exact.precision[a][a]));
            }
        }
    }

    /** For a ReLU decoder, the normal at the peak is not the best normal. */
    @Test
    void naturalGradientsRaiseTheBoundOfLaplacesNormal() {
        int k = 4;
        double gained = 0;
        for (int seed = 1; seed <= 20; seed++) {
            Decoder decoder = Decoders.continuous(Decoders.network(false, seed, k, 24, 12), Objective.EVIDENCE);
            RecordObjective record = new RecordObjective(decoder);
            float[] cells = new float[12];
            for (int j = 0; j < 12; j++) {
                cells[j] = j % 2 == 0 ? NAN : (float) Math.sin(seed * 7 + j);
            }
            record.observe(cells);
            PriorTable anchors = new PriorTable(decoder);
            anchors.observe(record);
            SearchSettings settings = new SearchSettings(30, 1, false, 1e-9);
            PosteriorModes laplace = new PosteriorModes(k, 4);
            new GaussNewtonSearch(record, anchors, null, settings).search(record, laplace);
            PosteriorModes natural = new PosteriorModes(k, 4);
            new NaturalGradientSearch(new GaussNewtonSearch(record, anchors, null, settings), record)
                    .search(record, natural);
            for (int m = 0; m < laplace.count(); m++) {
                gained += bound(record, natural, m) - bound(record, laplace, m);
            }
        }
        assertThat(gained).isPositive();
    }

    /** E_q[log p(x, z)] + entropy, from many draws. */
    private static double bound(RecordObjective record, PosteriorModes posterior, int mode) {
        int k = posterior.latentSize();
        float[] z = new float[k];
        float[][] noise = FixedNoise.rows("test bound", 2000, k);
        double sum = 0;
        for (float[] draw : noise) {
            posterior.draw(mode, draw, z);
            sum += record.logLikelihood(z) - 0.5 * squares(z) - posterior.logDensity(mode, z);
        }
        return sum / noise.length;
    }

    private static double squares(float[] z) {
        double sum = 0;
        for (float value : z) {
            sum += value * value;
        }
        return sum;
    }

    @Test
    void predictiveOfALinearDecoderIsTheConditionalNormal() {
        int k = 3;
        Decoder decoder = Decoders.continuous(Decoders.network(false, 9, k, 7), Objective.EVIDENCE);
        float[] cells = {0.4f, NAN, -1, 2, NAN, 0, 0.3f};
        ExactPosterior exact = ExactPosterior.of(decoder, cells);
        RecordObjective record = new RecordObjective(decoder);
        record.observe(cells);
        PriorTable anchors = new PriorTable(decoder);
        anchors.observe(record);
        PosteriorModes posterior = new PosteriorModes(k, 4);
        new GaussNewtonSearch(record, anchors, null, new SearchSettings(30, 1, false, 1e-9)).search(record, posterior);
        PredictiveDraws draws = new PredictiveDraws(decoder, anchors);
        draws.take(record, posterior);
        for (int j : new int[] {1, 4}) {
            double mean = exact.outputMean(decoder, j);
            double variance = exact.outputVariance(decoder, j);
            assertThat(draws.mean(j)).isCloseTo(mean, within(0.05));
            assertThat(draws.variance(j)).isCloseTo(variance, within(0.05 * variance));
            assertThat(draws.cdf(j, mean)).isCloseTo(0.5, within(0.04));
        }
        assertThat(draws.logEvidence()).isCloseTo(exact.logEvidence, within(0.05));
    }

    @Test
    void withManyCellsThePredictiveOfALinearDecoderIsExactlyTheConditionalNormal() {
        int k = 3;
        Decoder decoder = Decoders.continuous(Decoders.network(false, 9, k, 12), Objective.EVIDENCE);
        float[] cells = {0.4f, NAN, -1, 2, NAN, 0, 0.3f, 1, -0.5f, NAN, 0.2f, -2};
        ExactPosterior exact = ExactPosterior.of(decoder, cells);
        RecordObjective record = new RecordObjective(decoder);
        record.observe(cells);
        PosteriorModes posterior = new PosteriorModes(k, 4);
        new GaussNewtonSearch(record, null, null, new SearchSettings(30, 1, false, 1e-9)).search(record, posterior);
        PredictiveNormals normals = new PredictiveNormals(decoder);
        assertThat(normals.take(record, posterior)).isTrue();
        for (int j : new int[] {1, 4, 9}) {
            double mean = exact.outputMean(decoder, j);
            assertThat(normals.mean(j)).isCloseTo(mean, within(1e-4));
            assertThat(normals.variance(j)).isCloseTo(exact.outputVariance(decoder, j), within(1e-4));
            assertThat(normals.cdf(j, mean)).isCloseTo(0.5, within(1e-3));
        }
        assertThat(normals.logEvidence()).isCloseTo(exact.logEvidence, within(1e-3));
    }

    /**
     * The decoder's output is |z|, so +z and -z explain a record equally well. The predictive distribution of a second
     * output must keep both.
     */
    @Test
    void predictiveKeepsBothModes() {
        Layer first = new Layer(new float[][] {{1, -1}}, new float[2]);
        Layer last = new Layer(new float[][] {{2, 2}, {2, -2}}, new float[2]);
        Decoder decoder = Decoders.continuous(new Network(List.of(first, last), null), Objective.EVIDENCE);
        RecordObjective record = new RecordObjective(decoder);
        record.observe(new float[] {2, NAN});
        PriorTable anchors = new PriorTable(decoder);
        anchors.observe(record);
        for (boolean severalStarts : new boolean[] {true, false}) {
            PosteriorModes posterior = new PosteriorModes(1, 4);
            SearchSettings settings = new SearchSettings(200, 0.1, false, 1e-6);
            PosteriorSearch search = severalStarts
                    ? new GaussNewtonSearch(record, anchors, null, settings)
                    : new SviSearch(1, settings, null);
            search.search(record, posterior);
            PredictiveDraws draws = new PredictiveDraws(decoder, anchors);
            draws.take(record, posterior);
            assertThat(draws.cdf(1, 0)).as("several starts: %s", severalStarts).isCloseTo(0.5, within(0.1));
            assertThat(draws.variance(1)).isGreaterThan(2);
        }
    }
}
