package io.lacuna.internal.training.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.MemberKind;
import io.lacuna.internal.model.ModelArtifact;
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

class FamiliesTest {
    private static final Features FEATURES = new Features(
            List.of(Feature.continuous("outliers"), Feature.continuous("digits"), Feature.continuous("share")));
    private static final double SCALE = 0.7;

    /** Three numbers that know nothing of each other, each of another family. */
    private static Table table(int n) {
        SplittableRandom random = new SplittableRandom(8);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double squares = 0;
            for (int s = 0; s < 4; s++) {
                squares += Math.pow(random.nextGaussian(), 2);
            }
            double u = random.nextDouble();
            double v = random.nextDouble();
            rows.add(new double[] {
                SCALE * random.nextGaussian() / Math.sqrt(squares / 4),
                Math.rint(2 * SCALE * Math.log(u / (1 - u))) / 2,
                Math.log1p(v * Math.expm1(-2.0)) / -2
            });
        }
        return new Table(FEATURES, rows);
    }

    private static FitSettings settings(String numbers, String objective) {
        return new FitSettings(
                "gauss-newton",
                7,
                Duration.ofSeconds(20),
                1,
                Map.of(
                        "numbers",
                        numbers,
                        "objective",
                        objective,
                        "epochs",
                        "60",
                        "encoder.epochs",
                        "2",
                        "latent",
                        "1",
                        // The code explains nothing, so that the scales are those of the columns.
                        "hidden",
                        "none",
                        "noise.learning.rate",
                        "0.05",
                        "kl.weight",
                        "50",
                        "learning.rate",
                        "0.02",
                        "stop.early",
                        "false"));
    }

    @Test
    void eachNumberFindsTheScaleOfItsFamilyAndTheArtifactKeepsIt() throws Exception {
        Table table = table(800);
        String families = "outliers=student-t;digits=discretized-logistic;share=continuous-bernoulli";
        ImputationModel model = Trainers.fit(table, settings(families, "gaussian"), Progress.SILENT);
        NeuralMember member = (NeuralMember) model.members().get(0);
        Decoder decoder = member.model().decoder();
        for (int j = 0; j < 2; j++) {
            double scale = Math.sqrt(decoder.noiseVariance()[j])
                    * member.standardizer().sd()[j];
            assertThat(scale / SCALE).as("feature %d", j).isCloseTo(1, within(0.2));
        }
        assertThat(member.kind()).isEqualTo(MemberKind.NEURAL_DECODER_WITH_FAMILIES);
        ImputationModel read = ModelArtifact.read(ModelArtifact.write(model));
        double[] record = {0.3, Double.NaN, Double.NaN};
        Imputer before = model.newImputer(InferenceSettings.DEFAULT);
        Imputer after = read.newImputer(InferenceSettings.DEFAULT);
        before.impute(record);
        after.impute(record);
        for (int j = 1; j < 3; j++) {
            assertThat(after.mean(j)).isEqualTo(before.mean(j));
            assertThat(after.sd(j)).isEqualTo(before.sd(j));
        }
        // The mean and the sd of a share are those of the distribution it was drawn from.
        assertThat(before.mean(2)).isCloseTo(0.5 - 2 / 12.0 + 8 / 720.0, within(0.04));
        assertThat(before.sd(2)).isBetween(0.2, 0.32);
    }

    @Test
    void familiesNeedTheLikelihood() {
        assertThatThrownBy(() -> Trainers.fit(table(50), settings("student-t", "squared-error"), Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("objective=gaussian");
    }
}
