package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamCommandTest {
    @Test
    void fieldsThatTrainingNeverSawAndRangesAreSaidOfAModel() {
        Features features = new Features(
                List.of(Feature.continuous("temp"), Feature.continuous("dead"), Feature.continuous("rain")));
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(new double[] {20.5 + i % 7, Double.NaN, i % 9});
        }
        ImputationModel model = Trainers.fit(
                new Table(features, rows),
                FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL),
                Progress.SILENT);

        assertThat(StreamCommand.ranges(model, Map.of("rain", new Support(0, 50))))
                .startsWith("never observed in training, and left: dead; filled numbers keep their ranges: ")
                .contains("rain from 0 to 50");
    }
}
