package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.evaluation.ContextEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Keys whose features share a signal that changes fast, and have each an offset of its own that lasts for some steps. One
 * step after a value the model's carried prediction and the value itself say nearly the same; after a long gap only the
 * model tells something.
 */
class ContextByAgeTest {
    private static final int D = 5;
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.continuous("b"),
            Feature.continuous("c"),
            Feature.continuous("d"),
            Feature.continuous("e")));

    /** Rows of keys, with gaps of this mean length. */
    private record Keyed(List<double[]> truth, List<double[]> rows, Timeline timeline) {
        static Keyed of(int keys, int records, double offsetLasts, double meanGap, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double keep = Math.exp(-1 / offsetLasts);
            double[] shared = new double[keys];
            double[][] offset = new double[keys][D];
            boolean[][] gap = new boolean[keys][D];
            List<double[]> truth = new ArrayList<>();
            List<double[]> rows = new ArrayList<>();
            int[] key = new int[keys * records];
            for (int t = 0; t < records; t++) {
                for (int k = 0; k < keys; k++) {
                    shared[k] = 0.9 * shared[k] + 0.436 * random.nextGaussian();
                    double[] row = new double[D];
                    for (int j = 0; j < D; j++) {
                        offset[k][j] = keep * offset[k][j] + 0.7 * Math.sqrt(1 - keep * keep) * random.nextGaussian();
                        row[j] = shared[k] + offset[k][j] + 0.1 * random.nextGaussian();
                        gap[k][j] = random.nextDouble() < (gap[k][j] ? 1 - 1 / meanGap : 0.4 / (0.6 * meanGap));
                    }
                    key[truth.size()] = k;
                    truth.add(row.clone());
                    for (int j = 0; j < D; j++) {
                        row[j] = gap[k][j] ? Double.NaN : row[j];
                    }
                    rows.add(row);
                }
            }
            return new Keyed(truth, rows, Timeline.ofRows(key));
        }

        Table table() {
            return new Table(FEATURES, rows);
        }
    }

    private static List<ContextEvaluation.AgeScore> byAge(ImputationModel model, Keyed fresh) {
        double[] scale = new double[D];
        Arrays.fill(scale, 1);
        return ContextEvaluation.of(
                        model,
                        InferenceSettings.DEFAULT,
                        new Table(FEATURES, fresh.truth()),
                        Masks.of(new Table(FEATURES, fresh.truth()), fresh.rows()),
                        fresh.timeline(),
                        null,
                        scale,
                        0.9)
                .ages();
    }

    private static ImputationModel fit(Keyed keyed) {
        FitSettings settings =
                new FitSettings("relay-mixture", 3, Duration.ofSeconds(20), 1, Map.of("relays", "2", "fits", "2"));
        return Trainers.fit(keyed.table(), keyed.timeline(), settings, Progress.SILENT, null);
    }

    @Test
    void noAgeIsFilledWorseThanByTheModelAlone() {
        for (double lasts : new double[] {3, 12}) {
            ImputationModel model = fit(Keyed.of(6, 400, lasts, 24, 1));
            assertThat(model.context()).isNotNull();
            List<ContextEvaluation.AgeScore> ages = byAge(model, Keyed.of(6, 600, lasts, 24, 2));
            for (ContextEvaluation.AgeScore age : ages) {
                assertThat(age.rmse())
                        .as("offsets of %s steps, ages from %d", lasts, age.fromSteps())
                        .isLessThan(1.01 * age.aloneRmse());
            }
            assertThat(ages.get(0).rmse()).isLessThan(0.8 * ages.get(0).aloneRmse());
        }
    }
}
