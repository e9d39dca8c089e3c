package io.lacuna.internal.training.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundTrainingTest {
    private static final int RECORDS = 6;
    private static final int LATENT = 2;
    private static final int STEPS = 3;
    private static final int[] ROWS = {0, 1, 2, 3, 4, 5};

    private static final Features FEATURES = new Features(
            List.of(Feature.continuous("a"), Feature.continuous("b"), Feature.binary("c"), Feature.continuous("d")));

    /** Three numbers and a flag that one hidden number tells. */
    private static Table table(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double t = random.nextGaussian();
            rows.add(new double[] {
                t + 0.2 * random.nextGaussian(),
                t + 0.5 * Math.abs(t) + 0.2 * random.nextGaussian(),
                t > 0 ? 1 : 0,
                -2 * t + 0.3 * random.nextGaussian()
            });
        }
        return new Table(FEATURES, rows);
    }

    private static FitSettings settings(String method, String... options) {
        Map<String, String> given = new HashMap<>(Map.of("latent", "" + LATENT, "hidden", "6"));
        for (String option : options) {
            given.put(option.split("=")[0], option.split("=")[1]);
        }
        return new FitSettings(method, 3, Duration.ofSeconds(10), 1, given);
    }

    private static NeuralOptions options(String... given) {
        return new NeuralOptions(NeuralMethod.SVI, settings("svi", given));
    }

    /** Posteriors whose steps were laid down before: the lambdas do not move with the decoder. */
    private record Frozen(float logSd, int[] at) implements BoundBatch.Posteriors {
        @Override
        public void read(int r, float[] mean, float[] logSds) {
            for (int a = 0; a < LATENT; a++) {
                mean[a] = (float) Math.sin(1 + r + 2 * a + 5 * at[0]);
                logSds[a] = logSd - 0.1f * at[0];
            }
        }

        @Override
        public void step(int step, int r, float[] meanGradient, float[] logSdGradient) {}

        @Override
        public void endStep() {
            at[0]++;
        }
    }

    private static double run(BoundBatch batch, TrainableDecoder decoder, float logSd, long seed) {
        return batch.run(decoder, ROWS, RECORDS, new Frozen(logSd, new int[1]), 1, new SplittableRandom(seed));
    }

    /** Lemma 1: with the lambdas frozen, the decoder's gradient is that of ln sum_i pi_i w_i. */
    @ParameterizedTest
    @ValueSource(strings = {"bsvi", "bsvi-ds", "iwae"})
    void theGradientOfTheBufferAgreesWithFiniteDifferences(String bound) {
        NeuralOptions options = options("bound=" + bound, "bound.steps=" + STEPS);
        TrainingRows rows = TrainingRows.of(holed(RECORDS), 1);
        BoundBatch batch = new BoundBatch(TrainingBound.of(options), RECORDS, LATENT);
        try (TrainableDecoder decoder = new TrainableDecoder(rows, options, RECORDS, 1)) {
            DoubleSupplier loss = () -> run(batch, decoder, -0.5f, 9);
            for (int layer = 0; layer < 2; layer++) {
                for (int j = 0; j < 4; j++) {
                    double gradient = gradient(decoder, layer, j, loss);
                    float h = 2e-3f;
                    decoder.network().nudge(layer, 1, j, h);
                    double up = loss.getAsDouble();
                    decoder.network().nudge(layer, 1, j, -2 * h);
                    double down = loss.getAsDouble();
                    decoder.network().nudge(layer, 1, j, h);
                    assertThat(gradient)
                            .as("layer %d, weight %d", layer, j)
                            .isCloseTo((up - down) / (2 * h), within(0.03 + 0.02 * Math.abs(gradient)));
                }
            }
        }
    }

    private static double gradient(TrainableDecoder decoder, int layer, int j, DoubleSupplier loss) {
        assertThat(loss.getAsDouble()).isFinite();
        return decoder.network().weightGradient(layer, 1, j);
    }

    /** Equation 24: over the choices of one weight, the resampled gradient has the mean of lemma 1. */
    @Test
    void theResampledGradientHasTheMeanOfTheBuffers() {
        TrainingRows rows = TrainingRows.of(holed(RECORDS), 1);
        NeuralOptions all = options("bound=bsvi", "bound.steps=" + STEPS);
        NeuralOptions one = options("bound=bsvi-sir", "bound.steps=" + STEPS);
        try (TrainableDecoder decoder = new TrainableDecoder(rows, all, RECORDS, 1)) {
            BoundBatch buffered = new BoundBatch(TrainingBound.of(all), RECORDS, LATENT);
            BoundBatch resampled = new BoundBatch(TrainingBound.of(one), RECORDS, LATENT);
            int times = 2000;
            double[] mean = new double[4];
            double[] square = new double[4];
            double size = 0;
            for (int s = 0; s < times; s++) {
                double[] apart = new double[4];
                run(buffered, decoder, -0.5f, s);
                for (int j = 0; j < 4; j++) {
                    apart[j] = -decoder.network().weightGradient(1, 1, j);
                    size += Math.abs(apart[j]) / times / 4;
                }
                run(resampled, decoder, -0.5f, s);
                for (int j = 0; j < 4; j++) {
                    apart[j] += decoder.network().weightGradient(1, 1, j);
                    mean[j] += apart[j] / times;
                    square[j] += apart[j] * apart[j] / times;
                }
            }
            for (int j = 0; j < 4; j++) {
                double error = Math.sqrt((square[j] - mean[j] * mean[j]) / times);
                assertThat(error).isPositive().isLessThan(0.1 * size);
                assertThat(mean[j]).isCloseTo(0, within(4 * error));
            }
        }
    }

    private static Table holed(int n) {
        return Masks.completelyAtRandom(table(n, 1), 0.2, new SplittableRandom(2))
                .table();
    }

    @Test
    void learnedSharesMoveToTheWeightsThatTellMost() {
        NeuralOptions options = options("bound=bsvi-pi", "bound.steps=" + STEPS);
        TrainingRows rows = TrainingRows.of(holed(RECORDS), 1);
        BoundBatch batch = new BoundBatch(TrainingBound.of(options), RECORDS, LATENT);
        try (TrainableDecoder decoder = new TrainableDecoder(rows, options, RECORDS, 1)) {
            double before = run(batch, decoder, -6, 5);
            for (int t = 0; t < 40; t++) {
                run(batch, decoder, -6, 5);
            }
            assertThat(run(batch, decoder, -6, 5)).isLessThan(before - 0.1);
            double sum = 0;
            for (double logShare : batch.logShares()) {
                sum += Math.exp(logShare);
            }
            assertThat(sum).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void withoutStepsSviIsTrainingByTheElboNumberByNumber() {
        Table table = holed(120);
        ImputationModel elbo = Trainers.fit(table, settings("svi", "epochs=6"), Progress.SILENT);
        ImputationModel svi =
                Trainers.fit(table, settings("svi", "epochs=6", "bound=svi", "bound.steps=0"), Progress.SILENT);
        double[] record = {0.4, Double.NaN, 1, Double.NaN};
        var one = elbo.newImputer(InferenceSettings.DEFAULT);
        var other = svi.newImputer(InferenceSettings.DEFAULT);
        one.impute(record);
        other.impute(record);
        assertThat(other.mean(1)).isEqualTo(one.mean(1));
        assertThat(other.logLikelihood()).isEqualTo(one.logLikelihood());
    }

    @ParameterizedTest
    @CsvSource({
        "svi, svi",
        "svi, iwae",
        "svi, bsvi-ds",
        "svi, bsvi-sir",
        "relay, bsvi-sir-pi",
        "vae, iwae",
        "vae, bsvi",
        "vae, bsvi-sir-pi"
    })
    void everyBoundTrainsADecoderThatFills(String method, String bound) {
        Table truth = table(250, 1);
        Masks masks = Masks.completelyAtRandom(truth, 0.25, new SplittableRandom(2));
        ImputationModel model = Trainers.fit(
                masks.table(),
                settings(
                        method,
                        "epochs=80",
                        "learning.rate=0.01",
                        "hidden=16",
                        "relays=5",
                        "bound=" + bound,
                        "bound.steps=" + STEPS),
                Progress.SILENT);
        MaskedEvaluation scores =
                MaskedEvaluation.of(model, InferenceSettings.DEFAULT, truth, masks, new double[] {1, 1.1, 1, 2}, 0.9);
        // Column means score about 1.
        assertThat(scores.total().rmse()).isLessThan(0.75);
    }

    @Test
    void theStepsOfThePaperTrainToo() {
        Table truth = table(250, 1);
        Masks masks = Masks.completelyAtRandom(truth, 0.25, new SplittableRandom(2));
        ImputationModel model = Trainers.fit(
                masks.table(),
                settings(
                        "vae",
                        "epochs=80",
                        "learning.rate=0.01",
                        "hidden=16",
                        "bound=bsvi-sir",
                        "bound.steps=3",
                        "bound.optimizer=momentum"),
                Progress.SILENT);
        assertThat(MaskedEvaluation.of(model, InferenceSettings.DEFAULT, truth, masks, new double[] {1, 1.1, 1, 2}, 0.9)
                        .total()
                        .rmse())
                .isLessThan(0.75);
    }

    @Test
    void refusesBoundsWithoutDensities() {
        assertThatThrownBy(() -> Trainers.fit(
                        holed(60), settings("svi", "bound=bsvi", "posterior.sd=0", "epochs=2"), Progress.SILENT))
                .hasMessageContaining("bound=bsvi needs densities");
        assertThatThrownBy(() -> Trainers.fit(holed(60), settings("svi", "bound=magic"), Progress.SILENT))
                .hasMessageContaining("'bound' is one of elbo, svi, iwae, bsvi");
        assertThatThrownBy(() -> Trainers.fit(
                        holed(60), settings("vae", "bound=iwae", "iwae.samples=5", "epochs=2"), Progress.SILENT))
                .hasMessageContaining("exclude each other");
    }
}
