package io.lacuna.internal.training.boosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.model.ArtifactException;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoostedTreesTrainerTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.continuous("b"),
            Feature.continuous("either"),
            Feature.binary("high"),
            Feature.categorical("state", List.of("on", "off", "odd"))));

    /** {@code either} is high where exactly one of a and b is; categories follow a. A tenth of the cells is missing. */
    private static Table table(int rows) {
        SplittableRandom random = Seeds.random(5, "rows");
        List<double[]> list = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double a = random.nextDouble();
            double b = random.nextDouble();
            double either = (a > 0.5 ^ b > 0.5 ? 3 : -3) + 0.1 * random.nextGaussian();
            double[] row = {a, b, either, a > 0.5 ? 1 : 0, a < 0.3 ? 0 : a < 0.6 ? 1 : 2};
            for (int j = 0; j < row.length; j++) {
                row[j] = random.nextDouble() < 0.1 ? Double.NaN : row[j];
            }
            list.add(row);
        }
        return new Table(FEATURES, list);
    }

    private static ImputationModel fit(String method, int threads, Map<String, String> options) {
        return Trainers.fit(
                table(400), new FitSettings(method, 3, Duration.ofSeconds(60), threads, options), Progress.SILENT);
    }

    private static Imputer filled(ImputationModel model, double... record) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        imputer.impute(record);
        return imputer;
    }

    @Test
    void numbersAndCategoriesFollowTheirRules() {
        ImputationModel model = fit("boosted-trees", 2, Map.of());
        double none = Double.NaN;
        assertThat(filled(model, 0.2, 0.8, none, none, none).mean(2)).isGreaterThan(1);
        assertThat(filled(model, 0.8, 0.9, none, none, none).mean(2)).isLessThan(-1);
        Imputer low = filled(model, 0.1, 0.5, none, none, none);
        assertThat(low.probability(3, 1)).isLessThan(0.1);
        assertThat(low.mostProbable(4)).isEqualTo(0);
        assertThat(filled(model, 0.9, 0.5, none, none, none).mostProbable(4)).isEqualTo(2);
        assertThat(low.probability(4, 0) + low.probability(4, 1) + low.probability(4, 2))
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void theSameSeedGivesTheSameBytesOnAnyNumberOfThreads() throws ArtifactException {
        byte[] one = ModelArtifact.write(fit("boosted-trees", 1, Map.of("rounds", "10")));
        byte[] two = ModelArtifact.write(fit("boosted-trees", 2, Map.of("rounds", "10")));
        assertThat(two).isEqualTo(one);
        assertThat(ModelArtifact.write(ModelArtifact.read(one))).isEqualTo(one);
    }

    @Test
    void thePresetKeepsTreesWhereTheyHelpAndWritesTheirWeights() throws ArtifactException {
        ImputationModel model = fit("relay-mixture", 2, Map.of("preset", "accurate", "fits", "1", "relays", "2"));
        assertThat(model.members())
                .extracting(Member::method)
                .containsExactly(ClosedFormMethod.RELAY_MIXTURE, ClosedFormMethod.BOOSTED_TREES);
        assertThat(model.weights().shares()[1][2]).isGreaterThan(0.3f);
        ImputationModel read = ModelArtifact.read(ModelArtifact.write(model));
        assertThat(read.weights()).usingRecursiveComparison().isEqualTo(model.weights());
        double[] record = {0.2, 0.8, Double.NaN, Double.NaN, 1};
        assertThat(filled(read, record).mean(2)).isEqualTo(filled(model, record).mean(2));
        Imputer mixture = filled(fit("relay-mixture", 2, Map.of("fits", "1", "relays", "2")), record);
        assertThat(filled(read, record).latentSize()).isEqualTo(mixture.latentSize());
        assertThat(filled(read, record).logLikelihood()).isEqualTo(mixture.logLikelihood());
    }

    @Test
    void columnsThatTellNothingOfEachOtherDropTheTrees() {
        SplittableRandom random = Seeds.random(6, "noise");
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(new double[] {
                random.nextGaussian(),
                random.nextDouble() < 0.3 ? Double.NaN : random.nextGaussian(),
                random.nextGaussian()
            });
        }
        Features features =
                new Features(List.of(Feature.continuous("x"), Feature.continuous("y"), Feature.continuous("z")));
        ImputationModel model = Trainers.fit(
                new Table(features, rows), FitSettings.defaults().withOption("preset", "accurate"), Progress.SILENT);
        assertThat(model.members()).hasSize(1);
        assertThat(model.weights()).isNull();
        assertThat(model.provenance().entries()).containsEntry("fit.boosted-trees.weights", "0");
    }

    @Test
    void unknownOptionsAreNamed() {
        assertThatThrownBy(() -> fit("boosted-trees", 1, Map.of("leafs", "3")))
                .hasMessage("boosted-trees knows no option 'leafs', only bags, rounds");
        assertThatThrownBy(() -> fit("boosted-trees", 1, Map.of("rounds", "0")))
                .hasMessage("rounds is a number from 1 to 1000, not '0'");
    }

    @Test
    void aPlanFitsItsBudget() {
        FitSettings settings = FitSettings.defaults().withBudget(Duration.ofSeconds(15));
        List<double[]> rows = new ArrayList<>();
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < 20; j++) {
            features.add(Feature.continuous("x" + j));
        }
        double[] row = new double[20];
        for (int i = 0; i < 100_000; i++) {
            rows.add(row);
        }
        BoostingPlan plan = BoostingPlan.of(new Table(new Features(features), rows), 20, 20, settings);
        assertThat(plan.seconds()).isLessThanOrEqualTo(30);
        assertThat(plan.bags()).isGreaterThan(2);
    }
}
