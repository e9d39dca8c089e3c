package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaskedEvaluationTest {

    @Test
    void marginalFillOfNormalDataScoresAsTheoryTells() {
        Features features = new Features(List.of(Feature.continuous("a"), Feature.binary("b")));
        SplittableRandom random = new SplittableRandom(5);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 8000; i++) {
            rows.add(new double[] {100 + 7 * random.nextGaussian(), random.nextDouble() < 0.25 ? 1 : 0});
        }
        Table table = new Table(features, rows);
        Masks masks = Masks.completelyAtRandom(table, 0.5, Seeds.random(1, "mask"));
        ImputationModel model = Trainers.fit(
                masks.table(), FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL), Progress.SILENT);

        MaskedEvaluation scores =
                MaskedEvaluation.of(model, InferenceSettings.DEFAULT, table, masks, new double[] {7, 1}, 0.9);

        assertThat(scores.total().cells() + scores.total().categories()).isEqualTo(masks.count());
        assertThat(scores.total().rmse()).isCloseTo(1, within(0.03));
        assertThat(scores.total().mae()).isCloseTo(Math.sqrt(2 / Math.PI), within(0.03));
        assertThat(scores.total().coverage()).isCloseTo(0.9, within(0.02));
        // Mean log density of a standard normal at its own draws: -(1 + log 2 pi) / 2.
        assertThat(scores.total().logDensity()).isCloseTo(-0.5 * (1 + Math.log(2 * Math.PI)), within(0.03));
        assertThat(scores.total().errorRate()).isCloseTo(0.25, within(0.03));
    }
}
