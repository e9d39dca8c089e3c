package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RefitTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("x"), Feature.continuous("y"), Feature.categorical("s", List.of("low", "high"))));

    /** The first model of a topic, a champion for others. */
    private static final Refit.Verdict FIRST = refit(0.01, 2).run(window(1, 600), null, Progress.SILENT);

    private static final ImputationModel CHAMPION = FIRST.challenger();

    @Test
    void theFirstModelIsHeldAgainstFillingWithMeans() {
        Refit.Verdict verdict = FIRST;
        assertThat(verdict.promoted()).isTrue();
        assertThat(verdict.message()).contains("filling with means");
        Map<String, Double> figures = verdict.evaluation();
        // y is x plus a little noise: the mean's error is about one sd, the model's error much smaller.
        assertThat(figures.get("marginal.rmse")).isCloseTo(1, within(0.2));
        assertThat(figures.get("challenger.rmse")).isLessThan(0.7);
        assertThat(figures.get("challenger.category.error")).isLessThan(figures.get("marginal.category.error"));
        assertThat(figures).doesNotContainKey("champion.error");
    }

    @Test
    void aChallengerLikeTheChampionIsRefusedWithBothFigures() {
        Refit.Verdict verdict = refit(0.01, 2).run(window(2, 600), new Refit.Champion(CHAMPION, 7), Progress.SILENT);
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.message()).contains("generation 7");
        assertThat(verdict.evaluation()).containsKeys("champion.error", "challenger.error", "marginal.error");
        assertThat(verdict.evaluation().get("champion.error"))
                .isCloseTo(verdict.evaluation().get("challenger.error"), within(0.1));
    }

    @Test
    void aChampionThatTheTopicDriftedAwayFromIsReplaced() {
        TrainingWindow drifted = window(2, 600);
        drifted.table().rows().forEach(row -> row[1] = 30 - 2 * row[1]);
        Refit.Verdict verdict = refit(0.01, 2).run(drifted, new Refit.Champion(CHAMPION, 1), Progress.SILENT);
        assertThat(verdict.promoted()).isTrue();
        assertThat(verdict.evaluation().get("champion.error"))
                .isGreaterThan(verdict.evaluation().get("marginal.error"));
    }

    @Test
    void aRefitOnShuffledColumnsIsRefused() {
        TrainingWindow window = window(2, 600);
        HeldOut held = HeldOut.of(window.table(), 0.2, 0.3, 3);
        SplittableRandom random = Seeds.random(1, "shuffle");
        List<double[]> rows = held.learnt().rows();
        for (double[] row : rows) {
            double[] other = rows.get(random.nextInt(rows.size()));
            double kept = row[1];
            row[1] = other[1];
            other[1] = kept;
        }
        Refit.Verdict verdict = refit(0.01, 2).run(window, new Refit.Champion(CHAMPION, 1), Progress.SILENT);
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.evaluation().get("z")).isLessThan(-2);
        // The warm challenger lost, so one was fitted from scratch too, and the better of both is compared with the
        // champion.
        double warm = verdict.evaluation().get("warm.error");
        double cold = verdict.evaluation().get("cold.error");
        assertThat(verdict.evaluation().get("challenger.error")).isEqualTo(Math.min(warm, cold));
        assertThat(verdict.challenger().provenance().entries())
                .containsEntry("fit.warm.start", Boolean.toString(warm <= cold));
    }

    @Test
    void aWarmChallengerThatIsBetterIsNotFittedTwice() {
        TrainingWindow drifted = window(2, 600);
        drifted.table().rows().forEach(row -> row[1] = 30 - 2 * row[1]);
        Refit.Verdict verdict = refit(0.01, 2).run(drifted, new Refit.Champion(CHAMPION, 1), Progress.SILENT);
        assertThat(verdict.evaluation()).doesNotContainKeys("warm.error", "cold.error");
        assertThat(verdict.challenger().provenance().entries()).containsEntry("fit.warm.start", "true");
    }

    @Test
    void aChampionOfOtherFeaturesIsComparedOnWhatItKnows() {
        Features narrow = new Features(List.of(Feature.continuous("y"), Feature.continuous("gone")));
        List<double[]> rows = new ArrayList<>();
        for (double[] row : window(1, 300).table().rows()) {
            rows.add(new double[] {row[1], row[0]});
        }
        ImputationModel champion = refit(0.01, 2)
                .run(window(new Table(narrow, rows)), null, Progress.SILENT)
                .challenger();
        Refit.Verdict verdict = refit(0.01, 2).run(window(2, 600), new Refit.Champion(champion, 1), Progress.SILENT);
        assertThat(verdict.promoted()).isTrue();
        assertThat(verdict.evaluation().get("champion.error"))
                .isCloseTo(verdict.evaluation().get("marginal.error"), within(0.1));
    }

    @Test
    void aModelKnowsTheWindowThatMadeIt() {
        Refit.Verdict verdict = refit(0.01, 2).run(window(1, 300), null, Progress.SILENT);
        assertThat(verdict.challenger().provenance().entries())
                .containsEntry("input.topic", "sensors")
                .containsEntry("input.offsets", "0:10-309")
                .containsEntry("input.skipped.undecodable", "3")
                .containsEntry("fit.seed", "3")
                .containsKey("java.version");
    }

    @Test
    void decoderRelaysAndPseudoEncoderAreRefittedTogether() {
        Map<String, String> options = Map.of("epochs", "20", "pseudo.encoder", "true", "hidden", "16");
        FitSettings fit = new FitSettings("relay", 3, Duration.ofSeconds(10), 1, options);
        Refit refit =
                new Refit(fit, InferenceSettings.DEFAULT, 0.2, 0.3, 0.9, new PromotionRule(0.01, 2), true, Map.of());
        ImputationModel first = refit.run(window(1, 150), null, Progress.SILENT).challenger();
        ImputationModel second = refit.run(window(2, 150), new Refit.Champion(first, 1), Progress.SILENT)
                .challenger();
        assertThat(second.methods())
                .contains(NeuralMethod.RELAY, NeuralMethod.PSEUDO_ENCODED, NeuralMethod.GAUSS_NEWTON, NeuralMethod.SVI);
        assertThat(ModelArtifact.write(second)).isNotEqualTo(ModelArtifact.write(first));
    }

    @Test
    void oneRecordIsRefused() {
        assertThatThrownBy(() -> refit(0.01, 2).run(window(1, 1), null, Progress.SILENT))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("one record is too few");
    }

    @Test
    void aWindowWithoutAnyValueIsRefused() {
        TrainingWindow window = window(1, 50);
        window.table().rows().forEach(row -> java.util.Arrays.fill(row, Double.NaN));
        assertThatThrownBy(() -> refit(0.01, 2).run(window, null, Progress.SILENT))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("has a value");
    }

    @Test
    void aHeldOutPartWithNothingToHidePromotesNobody() {
        TrainingWindow window = window(1, 100);
        HeldOut held = HeldOut.of(window.table(), 0.2, 0.3, 3);
        held.truth().rows().forEach(row -> java.util.Arrays.fill(row, Double.NaN));
        Refit.Verdict verdict = refit(0.01, 2).run(window, null, Progress.SILENT);
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.message()).contains("no evidence that the challenger is better");
    }

    @Test
    void modelsWithContextAreComparedInTheOrderOfTime() {
        TrainingWindow slow = slow(1, 4_000);
        Refit.Verdict first = refit(0.01, 2).run(slow, null, Progress.SILENT);
        assertThat(first.challenger().context()).isNotNull();
        Refit.Verdict alone =
                refit(0.01, 2).run(new TrainingWindow(slow.table(), slow.origin()), null, Progress.SILENT);
        assertThat(alone.challenger().context()).isNull();
        // A champion that fills each record by itself loses against one that remembers, on the same gaps.
        Refit.Verdict verdict =
                refit(0.01, 2).run(slow(2, 4_000), new Refit.Champion(alone.challenger(), 1), Progress.SILENT);
        assertThat(verdict.promoted()).isTrue();
        assertThat(verdict.evaluation().get("challenger.error"))
                .isLessThan(0.8 * verdict.evaluation().get("champion.error"));
        assertThat(verdict.challenger().provenance().entries()).containsEntry("fit.context.keys", "4");
    }

    /** Four keys whose x drifts slowly; y is noise around it, s independent. */
    private static TrainingWindow slow(long seed, int n) {
        SplittableRandom random = Seeds.random(seed, "slow");
        List<double[]> rows = new ArrayList<>();
        long[] times = new long[n];
        int[] keys = new int[n];
        double[] x = new double[4];
        for (int i = 0; i < n; i++) {
            int key = i % 4;
            x[key] = 0.98 * x[key] + 0.2 * random.nextGaussian();
            double[] row = {x[key], x[key] + 2 * random.nextGaussian(), random.nextInt(2)};
            if (i / 40 % 5 == 0) {
                row[i / 200 % 2] = Double.NaN;
            }
            rows.add(row);
            times[i] = 60_000L * (i / 4);
            keys[i] = key;
        }
        TrainingWindow window = window(new Table(FEATURES, rows));
        return new TrainingWindow(window.table(), window.origin(), new Timeline(times, keys, true));
    }

    private static Refit refit(double minGain, double minZ) {
        FitSettings fit = new FitSettings("relay-mixture", 3, Duration.ofSeconds(1), 1, Map.of());
        return new Refit(
                fit, InferenceSettings.DEFAULT, 0.2, 0.3, 0.9, new PromotionRule(minGain, minZ), true, Map.of());
    }

    /** y = x + noise; s is high where x is; some cells missing. */
    private static TrainingWindow window(long seed, int n) {
        SplittableRandom random = Seeds.random(seed, "window");
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double x = 10 + 3 * random.nextGaussian();
            double[] row = {x, x + 0.5 * random.nextGaussian(), x > 10 ? 1 : 0};
            if (i % 5 == 0) {
                row[random.nextInt(3)] = Double.NaN;
            }
            rows.add(row);
        }
        return window(new Table(FEATURES, rows));
    }

    private static TrainingWindow window(Table table) {
        TreeMap<String, TrainingWindow.Range> offsets = new TreeMap<>();
        offsets.put("0", new TrainingWindow.Range(10, 9 + table.size()));
        return new TrainingWindow(table, new TrainingWindow.Origin("sensors", offsets, 0, 1, table.size(), 3, 0));
    }
}
