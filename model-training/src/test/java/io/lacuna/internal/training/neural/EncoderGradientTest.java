package io.lacuna.internal.training.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.training.FitSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradients of VAE, IWAE and pseudo-encoder agree with finite differences of their losses. */
class EncoderGradientTest {
    private static final int[] ORDER = {0, 1, 2, 3, 4, 5};

    private static TrainingRows rows() {
        Features features = new Features(List.of(
                Feature.continuous("a"), Feature.continuous("b"), Feature.binary("c"), Feature.continuous("d")));
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            rows.add(new double[] {random.nextGaussian(), random.nextGaussian(), i % 2, random.nextGaussian()});
        }
        Table table =
                Masks.completelyAtRandom(new Table(features, rows), 0.2, random).table();
        return TrainingRows.of(table, 1);
    }

    private static NeuralOptions options(Map<String, String> given) {
        return new NeuralOptions(NeuralMethod.VAE, new FitSettings("vae", 1, Duration.ofSeconds(1), 1, given));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "1, 0.4, false", "5, 1, true", "3, 0.4, true"})
    void ofTheAutoEncoder(int samples, String klWeight, String mask) {
        TrainingRows rows = rows();
        NeuralOptions options = options(Map.of(
                "iwae.samples", "" + samples, "kl.weight", klWeight, "latent", "2", "hidden", "6", "mask.input", mask));
        AmortizedTraining training =
                new AmortizedTraining(rows, options, new FitPlan(1, 6, 1), Boolean.parseBoolean(mask));
        int inputs = rows.outputs() + (mask.equals("true") ? rows.features() : 0);
        try (TrainableDecoder decoder = new TrainableDecoder(rows, options, 6 * samples, 1);
                TrainableNetwork encoder = new TrainableNetwork(
                        options.encoderSizes(rows.features(), rows.outputs(), inputs),
                        false,
                        6,
                        new SplittableRandom(2))) {
            DoubleSupplier loss = () -> training.batch(decoder, encoder, ORDER, 0, 6, new SplittableRandom(9));
            for (int layer = 0; layer < 2; layer++) {
                for (int j = 0; j < 4; j++) {
                    assertGradient(encoder, layer, 1, j, loss);
                    assertGradient(decoder.network(), layer, 1, Math.min(j, 3), loss);
                }
            }
        }
    }

    @Test
    void ofThePseudoEncoder() {
        TrainingRows rows = rows();
        NeuralOptions options = options(Map.of("latent", "2", "hidden", "6"));
        PseudoEncoderTraining training = new PseudoEncoderTraining(rows, options, new FitPlan(1, 6, 1));
        Decoder decoder = Decoders.continuous(Decoders.network(false, 1, 2, 4), options.objective());
        float[] means = new float[12];
        float[] logSds = new float[12];
        for (int i = 0; i < 12; i++) {
            means[i] = (float) Math.sin(i);
            logSds[i] = (float) Math.cos(i) - 1;
        }
        EncoderlessTraining.Result found = new EncoderlessTraining.Result(decoder, null, means, logSds, 1, 0);
        int inputs = rows.outputs() + rows.features();
        try (TrainableNetwork encoder = new TrainableNetwork(
                options.encoderSizes(rows.features(), rows.outputs(), inputs), true, 6, new SplittableRandom(2))) {
            DoubleSupplier loss = () -> training.batch(encoder, found, ORDER, 0, 6, new SplittableRandom(9));
            for (int layer = 0; layer < 2; layer++) {
                for (int j = 0; j < 4; j++) {
                    assertGradient(encoder, layer, 1, j, loss);
                }
            }
        }
    }

    private static void assertGradient(TrainableNetwork network, int layer, int i, int j, DoubleSupplier loss) {
        double atThePoint = loss.getAsDouble(); // also computes the gradient
        assertThat(atThePoint).isFinite();
        double gradient = network.weightGradient(layer, i, j);
        float h = 2e-3f;
        network.nudge(layer, i, j, h);
        double up = loss.getAsDouble();
        network.nudge(layer, i, j, -2 * h);
        double down = loss.getAsDouble();
        network.nudge(layer, i, j, h);
        assertThat(gradient)
                .as("layer %d, weight (%d, %d)", layer, i, j)
                .isCloseTo((up - down) / (2 * h), within(0.02 + 0.02 * Math.abs(gradient)));
    }
}
