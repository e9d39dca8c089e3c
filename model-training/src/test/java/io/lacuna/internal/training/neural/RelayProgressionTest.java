package io.lacuna.internal.training.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.RelayProgression;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelayProgressionTest {
    private static ImputationModel fit(String method) {
        SplittableRandom random = new SplittableRandom(1);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double common = random.nextGaussian();
            rows.add(new double[] {common, common + 0.1 * random.nextGaussian(), 0.1 * random.nextGaussian() - common});
        }
        Features features =
                new Features(List.of(Feature.continuous("a"), Feature.continuous("b"), Feature.continuous("c")));
        return Trainers.fit(
                new Table(features, rows),
                new FitSettings(method, 1, Duration.ofSeconds(20), 1, Map.of("epochs", "20", "latent", "3")),
                Progress.SILENT);
    }

    @Test
    void endsAtThePosteriorsMeanAfterOneStagePerGroup() {
        ImputationModel model = fit("relay");
        LatentModel latent = ((NeuralMember) model.members().get(0)).model();
        float[] cells = {0.5f, Float.NaN, Float.NaN};
        float[][] stages = new RelayProgression(latent).of(cells);
        assertThat(stages)
                .hasNumberOfRows(
                        java.util.Objects.requireNonNull(latent.relays()).sizes().length + 1);
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        NeuralMember member = (NeuralMember) model.members().get(0);
        imputer.impute(new double[] {member.standardizer().restore(0, 0.5), Double.NaN, Double.NaN});
        float[] mean = new float[imputer.latentSize()];
        imputer.latent(mean, new float[mean.length]);
        for (int a = 0; a < mean.length; a++) {
            assertThat(stages[stages.length - 1][a]).isCloseTo(mean[a], org.assertj.core.api.Assertions.within(1e-4f));
        }
        assertThat(stages[0]).isNotEqualTo(stages[1]);
    }

    @Test
    void aModelWithoutRelaysIsRefused() {
        LatentModel svi = ((NeuralMember) fit("svi").members().get(0)).model();
        assertThatThrownBy(() -> new RelayProgression(svi)).hasMessageContaining("'svi' has no relays");
    }
}
