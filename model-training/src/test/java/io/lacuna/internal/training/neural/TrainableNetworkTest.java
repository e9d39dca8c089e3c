package io.lacuna.internal.training.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three computations must agree: ND4J's batch arithmetic, the plain-Java arithmetic of serving, and finite differences.
 */
class TrainableNetworkTest {
    private static final int BATCH = 3;

    @ParameterizedTest
    @CsvSource({"true, 4x5", "false, 4x5", "true, 4x9x5", "false, 4x9x8x5", "false, 4x9x8x7x5"})
    void agreesWithTheServingKernelAndFiniteDifferences(boolean path, String shape) {
        int[] sizes =
                Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
        SplittableRandom random = new SplittableRandom(4);
        try (TrainableNetwork network = new TrainableNetwork(sizes, path, BATCH, random)) {
            float[][] cells = new float[BATCH][5];
            // A few steps first, so that biases and the linear path are not zero.
            for (int step = 0; step < 5; step++) {
                fill(network.input.values, random);
                network.forward();
                fill(network.outputGradient.values, random);
                network.backward();
                network.step(0.05, 1);
            }
            fill(network.input.values, random);
            float[] outputs = network.forward().clone();
            Decoder decoder = Decoders.continuous(network.freeze(), new Objective(true, 1));
            RecordObjective record = new RecordObjective(decoder);
            for (int r = 0; r < BATCH; r++) {
                for (int j = 0; j < 5; j++) {
                    cells[r][j] = (j + r) % 3 == 0 ? Float.NaN : (float) random.nextGaussian();
                    float error = outputs[j * BATCH + r] - cells[r][j];
                    network.outputGradient.values[j * BATCH + r] = Float.isNaN(error) ? 0 : 2 * error;
                }
            }
            network.backward();
            for (int r = 0; r < BATCH; r++) {
                float[] z = new float[4];
                float[] gradient = new float[4];
                for (int a = 0; a < 4; a++) {
                    z[a] = network.input.values[a * BATCH + r];
                }
                record.observe(cells[r]);
                record.gradient(z, gradient);
                for (int a = 0; a < 4; a++) {
                    assertThat(network.inputGradient.values[a * BATCH + r]).isCloseTo(-gradient[a], within(1e-4f));
                }
            }
            assertWeightGradient(network, decoder, cells, sizes.length - 2);
            assertWeightGradient(network, decoder, cells, 0);
        }
    }

    /** Finite differences of the squared error with respect to one weight, through the serving kernel. */
    private static void assertWeightGradient(TrainableNetwork network, Decoder decoder, float[][] cells, int layer) {
        float[][] weights = decoder.network().layers().get(layer).weights();
        for (int j = 0; j < weights[0].length; j++) {
            float before = weights[1][j];
            float h = 2e-3f;
            weights[1][j] = before + h;
            double up = loss(network, decoder, cells);
            weights[1][j] = before - h;
            double down = loss(network, decoder, cells);
            weights[1][j] = before;
            assertThat((double) network.weightGradient(layer, 1, j))
                    .isCloseTo((up - down) / (2 * h), within(2e-2 + 2e-2 * Math.abs(up - down) / (2 * h)));
        }
    }

    private static double loss(TrainableNetwork network, Decoder decoder, float[][] cells) {
        RecordObjective record = new RecordObjective(decoder);
        double sum = 0;
        for (int r = 0; r < BATCH; r++) {
            float[] z = new float[4];
            for (int a = 0; a < 4; a++) {
                z[a] = network.input.values[a * BATCH + r];
            }
            record.observe(cells[r]);
            sum -= record.logLikelihood(z);
        }
        return sum;
    }

    private static void fill(float[] values, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
    }

    @Test
    void aLongGradientIsShortenedAndKeepsItsDirection() {
        try (TrainableNetwork network =
                new TrainableNetwork(new int[] {4, 6, 5}, false, BATCH, new SplittableRandom(4))) {
            SplittableRandom random = new SplittableRandom(5);
            fill(network.input.values, random);
            network.forward();
            fill(network.outputGradient.values, random);
            network.backward();
            float before = network.weightGradient(1, 2, 3);
            network.clip(1e6);
            network.step(0, 0.5f);
            assertThat(network.weightGradient(1, 2, 3)).isEqualTo(0.5f * before);
            network.clip(0.1);
            network.step(0, 1);
            double square = 0;
            float after = network.weightGradient(1, 2, 3);
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 5; j++) {
                    square += Math.pow(network.weightGradient(1, i, j), 2);
                    square += i < 4 ? Math.pow(network.weightGradient(0, i, j), 2) : 0;
                }
            }
            assertThat(square).isBetween(0.001, 0.01 + 1e-6);
            assertThat(after / before).isBetween(1e-4f, 0.4f);
        }
    }
}
