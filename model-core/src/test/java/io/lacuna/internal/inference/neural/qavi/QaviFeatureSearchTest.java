package io.lacuna.internal.inference.neural.qavi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.ExactPosterior;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class QaviFeatureSearchTest {
    private static final float NAN = Float.NaN;
    private static final float[] W = {0.5f, -0.4f, 0.6f};
    private static final float[] B = {0.1f, 0.3f, -0.2f};
    private static final double VARIANCE = 0.3f;

    private static SearchSettings settings(int samples, double beta) {
        return new SearchSettings(300, 1, false, 1e-3, samples, beta);
    }

    private static RecordObjective record(Decoder decoder, float... cells) {
        RecordObjective record = new RecordObjective(decoder);
        record.observe(cells);
        return record;
    }

    /** The exact posterior of a complete record of a linear decoder with one latent number. */
    private static Encoder exactEncoder() {
        double precision = 1;
        for (float w : W) {
            precision += w * w / VARIANCE;
        }
        float[][] weights = new float[3][2];
        double bias = 0;
        for (int j = 0; j < 3; j++) {
            weights[j][0] = (float) (W[j] / VARIANCE / precision);
            bias -= weights[j][0] * B[j];
        }
        float[] biases = {(float) bias, (float) (-0.5 * Math.log(precision))};
        return new Encoder(new Network(List.of(new Layer(weights, biases)), null), false);
    }

    @Test
    void gradientAgreesWithFiniteDifferences() {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 11, 2, 7, 4), Objective.EVIDENCE);
        for (boolean path : new boolean[] {false, true}) {
            Encoder encoder = new Encoder(Decoders.network(path, 3, 8, 9, 4), true);
            QaviFeatureSearch search = new QaviFeatureSearch(decoder, encoder, settings(5, 1.5));
            RecordObjective record = record(decoder, 0.4f, NAN, -1, NAN);
            float[] start = {0, 0.3f, 0, -0.6f, 0, -0.4f, 0, 0.2f};
            gradient(search, record, start);
            float[] gradient = search.lastGradient().clone();
            for (int i : new int[] {1, 3, 5, 7}) {
                float[] moved = start.clone();
                moved[i] += 5e-4f;
                double up = gradient(search, record, moved);
                moved[i] -= 1e-3f;
                double down = gradient(search, record, moved);
                assertThat((double) gradient[i]).as("parameter %d", i).isCloseTo((down - up) / 1e-3, within(3e-2));
                assertThat(Math.abs(gradient[i])).isGreaterThan(0.05f);
            }
            assertThat(gradient[0]).isZero();
        }
    }

    /** The bound at these parameters, always with the same draws. */
    private static double gradient(QaviFeatureSearch search, RecordObjective record, float[] parameters) {
        search.begin(record);
        System.arraycopy(parameters, 0, search.parameters(), 0, parameters.length);
        return search.gradient();
    }

    /** With an exact encoder and one missing number, the best q(x_M) is p(x_M | x_O), and the bound log p(x_O). */
    @Test
    void withTheExactEncoderOfALinearDecoderItEndsAtTheClosedForm() {
        Decoder decoder =
                Decoders.continuous(new Network(List.of(new Layer(new float[][] {W}, B)), null), Objective.EVIDENCE);
        float[] cells = {1.1f, NAN, -0.4f};
        ExactPosterior exact = ExactPosterior.of(decoder, cells);
        QaviFeatureSearch search = new QaviFeatureSearch(decoder, exactEncoder(), settings(100, 1));
        PosteriorModes found = new PosteriorModes(1, search.mostModes());
        RecordObjective record = record(decoder, cells);
        search.search(record, found);
        double mean = search.parameters()[1];
        double sd = Softplus.of(search.parameters()[4]);
        assertThat(mean).isCloseTo(B[1] + W[1] * exact.mean[0], within(0.02));
        assertThat(sd * sd).isCloseTo(VARIANCE + W[1] * W[1] * exact.covariance[0][0], within(0.02));
        double bound = 0;
        for (int i = 0; i < 200; i++) {
            bound += search.gradient() / 200;
        }
        assertThat(bound).isCloseTo(exact.logEvidence, within(0.02));
        assertThat(found.count()).isEqualTo(64);
        double first = 0;
        double second = 0;
        for (int m = 0; m < found.count(); m++) {
            first += found.mean(m)[0] / found.count();
            second += (found.mean(m)[0] * found.mean(m)[0] + found.variance(m, 0)) / found.count();
        }
        assertThat(first).isCloseTo(exact.mean[0], within(0.08));
        assertThat((second - first * first) / exact.covariance[0][0]).isCloseTo(1, within(0.15));
    }

    /** Labels: the mean of the score gradient over many draws is the difference quotient of the bound over all labels. */
    @Test
    void labelsHaveTheGradientOfTheBoundOverAllLabels() {
        Decoder decoder = Decoders.mixed(Decoders.network(false, 7, 2, 6));
        Encoder encoder = new Encoder(Decoders.network(false, 3, 6, 4), false);
        RecordObjective record = record(decoder, 0.4f, -0.3f, NAN, NAN);
        QaviFeatureSearch search = new QaviFeatureSearch(decoder, encoder, settings(1000, 1));
        float[] start = {0, 0, 0.4f, 0.3f, -0.5f, 0.1f};
        search.begin(record);
        System.arraycopy(start, 0, search.parameters(), 0, start.length);
        search.gradient(); // finds the baseline
        double[] mean = new double[6];
        double[] value = new double[1];
        int rounds = 20;
        for (int i = 0; i < rounds; i++) {
            value[0] += search.gradient() / rounds;
            for (int o = 0; o < 6; o++) {
                mean[o] -= search.lastGradient()[o] / rounds;
            }
        }
        // Expected terms f of the six pairs of labels, from logits that single a pair out.
        double[][] term = new double[2][3];
        for (int one = 0; one < 2; one++) {
            for (int label = 0; label < 3; label++) {
                float[] sure = {0, 0, one == 1 ? 30 : -30, -30, -30, -30};
                sure[3 + label] = 30;
                search.begin(record);
                System.arraycopy(sure, 0, search.parameters(), 0, sure.length);
                for (int i = 0; i < rounds; i++) {
                    term[one][label] += search.gradient() / rounds;
                }
            }
        }
        assertThat(value[0]).isCloseTo(bound(term, start), within(0.05));
        for (int o = 2; o < 6; o++) {
            float[] up = start.clone();
            float[] down = start.clone();
            up[o] += 1e-3f;
            down[o] -= 1e-3f;
            assertThat(mean[o]).as("logit %d", o).isCloseTo((bound(term, up) - bound(term, down)) / 2e-3, within(0.03));
        }
    }

    private static double bound(double[][] term, float[] logits) {
        double one = 1 / (1 + Math.exp(-logits[2]));
        double[] p = new double[3];
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            p[c] = Math.exp(logits[3 + c]);
            sum += p[c];
        }
        double bound = 0;
        for (int b = 0; b < 2; b++) {
            for (int c = 0; c < 3; c++) {
                double q = (b == 1 ? one : 1 - one) * p[c] / sum;
                bound += q * (term[b][c] - Math.log(q));
            }
        }
        return bound;
    }

    @Test
    void aCompleteRecordHasTheEncodersNormal() {
        Decoder decoder =
                Decoders.continuous(new Network(List.of(new Layer(new float[][] {W}, B)), null), Objective.EVIDENCE);
        QaviFeatureSearch search = new QaviFeatureSearch(decoder, exactEncoder(), settings(10, 1));
        PosteriorModes found = new PosteriorModes(1, search.mostModes());
        float[] cells = {1.1f, 0.2f, -0.4f};
        search.search(record(decoder, cells), found);
        assertThat(found.count()).isEqualTo(1);
        assertThat(search.steps()).isZero();
        assertThat(found.mean(0)[0]).isCloseTo(ExactPosterior.of(decoder, cells).mean[0], within(1e-5));
    }
}
