package io.lacuna.internal.inference.neural.qavi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.ExactPosterior;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.GradientPosterior;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class QaviSearchTest {
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

    @Test
    void gradientAgreesWithFiniteDifferences() {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 11, 3, 8, 6), Objective.EVIDENCE);
        RecordObjective record = record(decoder, CELLS);
        QaviSearch search = new QaviSearch(3, settings(4, 2.5), null);
        float[] start = {0.5f, -0.2f, 0.1f, -0.3f, -1, 0.2f};
        float[][] draws = FixedNoise.rows("test", 6, 3);
        System.arraycopy(start, 0, search.parameters(), 0, 6);
        search.gradient(record, draws, 3);
        float[] gradient = search.lastGradient().clone();
        for (int i = 0; i < 6; i++) {
            search.parameters()[i] = start[i] + 3e-4f;
            double up = search.gradient(record, draws, 3);
            search.parameters()[i] = start[i] - 3e-4f;
            double down = search.gradient(record, draws, 3);
            search.parameters()[i] = start[i];
            assertThat((double) gradient[i]).as("parameter %d", i).isCloseTo((down - up) / 6e-4, within(3e-2));
        }
    }

    @Test
    void withOneDrawTheGradientIsThatOfSvi() {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 3, 8, 6), Objective.EVIDENCE);
        RecordObjective record = record(decoder, CELLS);
        float[][] draws = FixedNoise.rows("test", 2, 3);
        float[] rhos = {-0.3f, -1, 0.2f};
        QaviSearch search = new QaviSearch(3, settings(1, 1), null);
        GradientPosterior svi = new GradientPosterior(3, false);
        float[] meanAndLogSd = {0.5f, -0.2f, 0.1f, 0, 0, 0};
        System.arraycopy(meanAndLogSd, 0, search.parameters(), 0, 3);
        for (int a = 0; a < 3; a++) {
            search.parameters()[3 + a] = rhos[a];
            meanAndLogSd[3 + a] = (float) Math.log(Softplus.of(rhos[a]));
        }
        svi.start(meanAndLogSd);
        assertThat(search.gradient(record, draws, 0)).isCloseTo(svi.gradient(record, draws[0]), within(1e-4));
        for (int a = 0; a < 3; a++) {
            double perLogSd = Softplus.slope(rhos[a]) / Softplus.of(rhos[a]);
            assertThat(search.lastGradient()[a]).isCloseTo(svi.lastGradient()[a], within(1e-4f));
            assertThat((double) search.lastGradient()[3 + a])
                    .isCloseTo(svi.lastGradient()[3 + a] * perLogSd, within(1e-4));
        }
    }

    /** The best diagonal normal has the posterior's mean and the reciprocals of its precision's diagonal as variances. */
    @Test
    void underALinearDecoderItEndsAtTheClosedForm() {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 3, 6), Objective.EVIDENCE);
        ExactPosterior exact = ExactPosterior.of(decoder, CELLS);
        PosteriorModes found = new PosteriorModes(3, QaviMixtureSearch.COMPONENTS);
        QaviSearch search = new QaviSearch(3, settings(100, 1), null);
        search.search(record(decoder, CELLS), found);
        assertThat(search.steps()).isEqualTo(300);
        for (int a = 0; a < 3; a++) {
            assertThat(found.mean(0)[a]).isCloseTo(exact.mean[a], within(0.02));
            assertThat(found.variance(0, a) * exact.precision[a][a]).isCloseTo(1, within(0.05));
        }
    }

    /** The decoder is |z|, so that the posterior has two modes of equal weight. */
    @Test
    void aMixtureFindsBothModesAndANormalOne() {
        Network network = new Network(
                List.of(
                        new Layer(new float[][] {{1, -1}}, new float[2]),
                        new Layer(new float[][] {{1}, {1}}, new float[1])),
                null);
        OutputHead[] heads = OutputHead.of(new Features(List.of(Feature.continuous("x"))));
        Decoder decoder = new Decoder(network, heads, new float[] {0.05f}, Objective.EVIDENCE);
        RecordObjective record = record(decoder, 1.5f);
        double exact = Math.log(integral(z -> Math.exp(logJoint(z))));
        PosteriorModes mixture = new PosteriorModes(1, QaviMixtureSearch.COMPONENTS);
        new QaviMixtureSearch(1, settings(20, 1), null).search(record, mixture);
        PosteriorModes normal = new PosteriorModes(1, 1);
        new QaviSearch(1, settings(20, 1), null).search(record, normal);
        assertThat(exact - bound(mixture)).isBetween(-1e-6, 0.05);
        assertThat(exact - bound(normal)).isGreaterThan(0.6);
    }

    private static double logJoint(double z) {
        double error = 1.5 - Math.abs(z);
        return -0.5 * (error * error / 0.05f + Math.log(2 * Math.PI * 0.05f) + z * z + Math.log(2 * Math.PI));
    }

    /** The evidence bound of a posterior by quadrature. */
    private static double bound(PosteriorModes q) {
        return integral(z -> {
            double density = density(q, z);
            return density < 1e-30 ? 0 : density * (logJoint(z) - Math.log(density));
        });
    }

    private static double density(PosteriorModes q, double z) {
        double sum = 0;
        for (int m = 0; m < q.count(); m++) {
            sum += q.weight(m) * Math.exp(q.logDensity(m, new float[] {(float) z}));
        }
        return sum;
    }

    private static double integral(DoubleUnaryOperator f) {
        double h = 1.0 / 1024;
        double sum = 0;
        for (double z = -6; z <= 6; z += h) {
            sum += h * f.applyAsDouble(z);
        }
        return sum;
    }

    @Test
    void aMixtureOfOnePosteriorHasItsMomentsUnderALinearDecoder() {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 1, 6), Objective.EVIDENCE);
        ExactPosterior exact = ExactPosterior.of(decoder, CELLS);
        PosteriorModes found = new PosteriorModes(1, QaviMixtureSearch.COMPONENTS);
        PosteriorSearch search = new QaviMixtureSearch(1, SearchSettings.of(NeuralMethod.QAVI_MIXTURE, false), null);
        search.search(record(decoder, CELLS), found);
        double mean = 0;
        double square = 0;
        for (int m = 0; m < found.count(); m++) {
            mean += found.weight(m) * found.mean(m)[0];
            square += found.weight(m) * (found.mean(m)[0] * found.mean(m)[0] + found.variance(m, 0));
        }
        assertThat(mean).isCloseTo(exact.mean[0], within(0.03));
        assertThat((square - mean * mean) * exact.precision[0][0]).isCloseTo(1, within(0.15));
    }
}
