package io.lacuna.internal.training.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.ExactPosterior;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.training.FitSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One latent number and a linear decoder: both second encoders have the closed-form posterior as their best answer. */
class SecondEncoderTest {
    private static final float NAN = Float.NaN;
    private static final float[] W = {0.9f, -0.7f, 0.8f};
    private static final float[] B = {0.1f, 0.2f, -0.2f};
    private static final double VARIANCE = 0.3f;
    private static final float[][] PATTERNS = {{0.8f, NAN, -0.3f}, {-1.2f, NAN, 0.1f}, {0.4f, NAN, 1.3f}};

    private final Decoder decoder =
            Decoders.continuous(new Network(List.of(new Layer(new float[][] {W}, B)), null), Objective.EVIDENCE);

    private Table drawn(int rows, boolean middleMissing) {
        SplittableRandom random = new SplittableRandom(4);
        List<double[]> made = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double z = random.nextGaussian();
            double[] row = new double[3];
            for (int j = 0; j < 3; j++) {
                row[j] = B[j] + W[j] * z + Math.sqrt(VARIANCE) * random.nextGaussian();
            }
            row[1] = middleMissing ? NAN : row[1];
            made.add(row);
        }
        return new Table(
                new Features(List.of(Feature.continuous("a"), Feature.continuous("b"), Feature.continuous("c"))), made);
    }

    /** A VAE with the exact posterior of complete records. */
    private NeuralMember vae() {
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
        Encoder encoder = new Encoder(new Network(List.of(new Layer(weights, biases)), null), false);
        SearchSettings search = SearchSettings.of(NeuralMethod.VAE, false);
        return new NeuralMember(
                new Standardizer(new double[3], new double[] {1, 1, 1}),
                new LatentModel(decoder, encoder, null, search, NeuralMethod.VAE));
    }

    private EncoderStart second(NeuralMethod method, Table table, String hidden, String epochs) {
        Map<String, String> options = Map.of(
                "latent", "1", "hidden", hidden, "encoder.epochs", epochs, "learning.rate", "0.02", "kl.warmup", "0");
        FitSettings settings = new FitSettings(method.id(), 3, Duration.ofSeconds(5), 1, options);
        NeuralMember made = SecondEncoder.after(vae(), method, table, settings, true);
        assertThat(made.method()).isEqualTo(method);
        assertThat(made.model().decoder()).isSameAs(decoder);
        Encoder encoder = made.model().encoder();
        assertThat(encoder).isNotNull();
        assertThat(encoder.maskInput()).isTrue();
        return new EncoderStart(encoder, decoder.heads());
    }

    /** With one pattern of gaps and a linear encoder, the bound is highest at the exact posterior. */
    @Test
    void theRetunedEncoderOfOnePatternIsTheClosedForm() {
        EncoderStart encoder = second(NeuralMethod.RETUNED, drawn(600, true), "none", "60");
        for (float[] cells : PATTERNS) {
            ExactPosterior exact = ExactPosterior.of(decoder, cells);
            float[] encoded = encoder.encode(cells);
            assertThat((double) encoded[0]).isCloseTo(exact.mean[0], within(0.08));
            assertThat(Math.exp(2 * encoded[1]) / exact.covariance[0][0]).isCloseTo(1, within(0.2));
        }
    }

    /** The mean over x_M of the exact posterior of complete records is the exact posterior of incomplete ones. */
    @Test
    void theMatchedEncoderIsTheClosedFormOfEachPattern() {
        EncoderStart encoder = second(NeuralMethod.POSTERIOR_MATCHING, drawn(1500, false), "16", "60");
        for (float[] cells : PATTERNS) {
            ExactPosterior exact = ExactPosterior.of(decoder, cells);
            float[] encoded = encoder.encode(cells);
            assertThat((double) encoded[0]).isCloseTo(exact.mean[0], within(0.15));
            assertThat(Math.exp(2 * encoded[1]) / exact.covariance[0][0]).isCloseTo(1, within(0.35));
        }
    }
}
