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
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One latent number and a linear decoder: the exact encoder of complete records is linear. */
class GibbsSearchTest {
    private static final float NAN = Float.NaN;
    private static final float[] W = {0.5f, -0.4f, 0.6f};
    private static final float[] B = {0.1f, 0.3f, -0.2f};
    private static final double VARIANCE = 0.3f;
    private static final float[] CELLS = {1.1f, NAN, NAN};

    private final Decoder decoder =
            Decoders.continuous(new Network(List.of(new Layer(new float[][] {W}, B)), null), Objective.EVIDENCE);
    private final ExactPosterior exact = ExactPosterior.of(decoder, CELLS);

    /** The posterior of a complete record, with its mean moved and its sd stretched. */
    private EncoderStart encoder(double moved, double stretched) {
        double precision = 1;
        for (float w : W) {
            precision += w * w / VARIANCE;
        }
        float[][] weights = new float[3][2];
        double bias = moved;
        for (int j = 0; j < 3; j++) {
            weights[j][0] = (float) (W[j] / VARIANCE / precision);
            bias -= weights[j][0] * B[j];
        }
        float[] biases = {(float) bias, (float) (Math.log(stretched) - 0.5 * Math.log(precision))};
        return new EncoderStart(
                new Encoder(new Network(List.of(new Layer(weights, biases)), null), false), decoder.heads());
    }

    private PosteriorModes run(EncoderStart encoder, boolean metropolis) {
        RecordObjective record = new RecordObjective(decoder);
        record.observe(CELLS);
        PosteriorModes found = new PosteriorModes(1, 1);
        GibbsSearch search = new GibbsSearch(decoder, encoder, new SearchSettings(60_000, 1, false, 0), metropolis);
        search.search(record, found);
        if (metropolis) {
            assertThat(search.acceptance()).isBetween(0.2, 1.0);
        }
        return found;
    }

    @Test
    void withTheExactEncoderBothFindThePosterior() {
        for (boolean metropolis : new boolean[] {false, true}) {
            PosteriorModes found = run(encoder(0, 1), metropolis);
            assertThat(found.mean(0)[0]).isCloseTo(exact.mean[0], within(0.04));
            assertThat(found.variance(0, 0) / exact.covariance[0][0]).isCloseTo(1, within(0.06));
        }
    }

    @Test
    void aWrongEncoderMisleadsPseudoGibbsAndNotMetropolis() {
        PosteriorModes pseudo = run(encoder(0.3, 1.3), false);
        PosteriorModes metropolis = run(encoder(0.3, 1.3), true);
        assertThat(pseudo.mean(0)[0] - exact.mean[0]).isGreaterThan(0.25);
        assertThat(metropolis.mean(0)[0]).isCloseTo(exact.mean[0], within(0.05));
        assertThat(metropolis.variance(0, 0) / exact.covariance[0][0]).isCloseTo(1, within(0.08));
    }

    @Test
    void theSameRecordGivesTheSameChainWhateverCameBefore() {
        RecordObjective record = new RecordObjective(decoder);
        PosteriorModes found = new PosteriorModes(1, 1);
        GibbsSearch search = new GibbsSearch(decoder, encoder(0, 1), new SearchSettings(50, 1, false, 0), true);
        record.observe(CELLS);
        search.search(record, found);
        double first = found.mean(0)[0];
        record.observe(new float[] {NAN, 2, NAN});
        search.search(record, found);
        assertThat(found.mean(0)[0]).isNotEqualTo(first);
        record.observe(CELLS);
        search.search(record, found);
        assertThat(found.mean(0)[0]).isEqualTo(first);
    }

    @Test
    void zeroFillIsTheEncoderOfTheRecordWithZeros() {
        EncoderStart encoder = encoder(0, 1);
        RecordObjective record = new RecordObjective(decoder);
        record.observe(CELLS);
        PosteriorModes found = new PosteriorModes(1, 1);
        new ZeroFillSearch(encoder, false).search(record, found);
        float[] zeros = encoder.encode(new float[] {1.1f, 0, 0}).clone();
        assertThat(found.mean(0)[0]).isEqualTo(zeros[0]);
        // A mask in the input says that everything is observed.
        Encoder masked = new Encoder(Decoders.network(false, 6, 6, 4, 2), true);
        float[] complete = new EncoderStart(masked, decoder.heads())
                .encode(new float[] {1.1f, 0, 0})
                .clone();
        assertThat(new EncoderStart(masked, decoder.heads()).encodeAsComplete(CELLS))
                .containsExactly(complete);
    }
}
