package io.lacuna.internal.training.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeuralTrainerTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("height"),
            Feature.continuous("weight"),
            Feature.continuous("curve"),
            Feature.binary("tall"),
            Feature.categorical("third", List.of("low", "middle", "high"))));

    /** One hidden number determines all five features, one of them by its square. */
    private static Table table(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double t = random.nextGaussian();
            rows.add(new double[] {
                100 + 20 * t + 2 * random.nextGaussian(),
                -5 * t + random.nextGaussian(),
                t * t + 0.1 * random.nextGaussian(),
                t + 0.2 * random.nextGaussian() > 0 ? 1 : 0,
                t < -0.43 ? 0 : t < 0.43 ? 1 : 2
            });
        }
        return new Table(FEATURES, rows);
    }

    private static FitSettings settings(String method, String... options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String option : options) {
            given.put(option.split("=")[0], option.split("=")[1]);
        }
        return new FitSettings(method, 7, Duration.ofSeconds(20), 1, given);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "svi",
                "relay",
                "relay-clusters",
                "vae",
                "pseudo-encoded",
                "gauss-newton",
                "qavi",
                "qavi-feature",
                "metropolis-gibbs",
                "retuned"
            })
    void fillsFarBetterThanEachFeatureAlone(String method) {
        Table truth = table(400, 1);
        Masks masks = Masks.completelyAtRandom(truth, 0.3, new SplittableRandom(2));
        ImputationModel model = Trainers.fit(
                masks.table(), settings(method, "epochs=120", "hidden=32", "relays=5x10"), Progress.SILENT);
        MaskedEvaluation scores = MaskedEvaluation.of(
                model, InferenceSettings.DEFAULT, truth, masks, new double[] {20, 5, 1.4, 1, 1}, 0.9);
        // Column means score about 1; guessing the more frequent category scores about 0.5 and 0.67.
        assertThat(scores.total().rmse()).isLessThan(0.7);
        assertThat(scores.total().errorRate()).isLessThan(0.35);
        assertThat(scores.total().coverage()).isBetween(0.8, 0.995);
    }

    @Test
    void equalSeedsGiveEqualBytesAndOthersDoNot() {
        Table table = Masks.completelyAtRandom(table(150, 1), 0.3, new SplittableRandom(2))
                .table();
        FitSettings settings = settings("relay", "epochs=12");
        byte[] first = ModelArtifact.write(Trainers.fit(table, settings, Progress.SILENT));
        byte[] second = ModelArtifact.write(Trainers.fit(table, settings, Progress.SILENT));
        assertThat(second).isEqualTo(first);
        byte[] other = ModelArtifact.write(Trainers.fit(table, settings.withSeed(8), Progress.SILENT));
        assertThat(other).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay",
                "vae",
                "pseudo-encoded",
                "gauss-newton",
                "natural-gradient",
                "qavi-mixture",
                "qavi-flow",
                "qavi-feature",
                "pseudo-gibbs",
                "posterior-matching"
            })
    void isTheSameModelAfterWritingAndReading(String method) throws Exception {
        ImputationModel model = Trainers.fit(table(60, 1), settings(method, "epochs=5"), Progress.SILENT);
        ImputationModel read = ModelArtifact.read(ModelArtifact.write(model));
        Imputer before = model.newImputer(InferenceSettings.DEFAULT);
        Imputer after = read.newImputer(InferenceSettings.DEFAULT);
        double[] record = {130, Double.NaN, Double.NaN, Double.NaN, Double.NaN};
        before.impute(record);
        after.impute(record);
        for (int j = 1; j < 3; j++) {
            assertThat(after.mean(j)).isEqualTo(before.mean(j));
            assertThat(after.quantile(j, 0.9)).isEqualTo(before.quantile(j, 0.9));
        }
        assertThat(after.probability(4, 2)).isEqualTo(before.probability(4, 2));
    }

    @Test
    void answersDoNotDependOnTheRecordBefore() {
        ImputationModel model = Trainers.fit(table(120, 1), settings("svi", "epochs=5"), Progress.SILENT);
        double[] record = {130, Double.NaN, 1, Double.NaN, Double.NaN};
        Imputer fresh = model.newImputer(InferenceSettings.DEFAULT);
        fresh.impute(record);
        Imputer used = model.newImputer(InferenceSettings.DEFAULT);
        used.impute(new double[] {70, 9, 3, 0, 0});
        used.impute(record);
        assertThat(used.mean(1)).isEqualTo(fresh.mean(1));
        assertThat(used.logLikelihood()).isEqualTo(fresh.logLikelihood());
    }

    @Test
    void withoutRelaysTrainingIsSvi() {
        Table table = Masks.completelyAtRandom(table(150, 1), 0.3, new SplittableRandom(2))
                .table();
        Imputer svi = Trainers.fit(table, settings("svi", "epochs=8"), Progress.SILENT)
                .newImputer(InferenceSettings.DEFAULT);
        Imputer relay = Trainers.fit(table, settings("relay", "epochs=8", "relays=none"), Progress.SILENT)
                .newImputer(InferenceSettings.DEFAULT);
        double[] record = {130, Double.NaN, 1, Double.NaN, Double.NaN};
        svi.impute(record);
        relay.impute(record);
        assertThat(relay.mean(1)).isEqualTo(svi.mean(1));
        assertThat(relay.logLikelihood()).isEqualTo(svi.logLikelihood());
    }

    @Test
    void fitsOneRowAndColumnsThatNeverHadAValue() {
        double[] row = {100, Double.NaN, 1, Double.NaN, 2};
        ImputationModel model =
                Trainers.fit(new Table(FEATURES, List.of(row)), settings("svi", "epochs=3"), Progress.SILENT);
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double[] nothing = new double[5];
        Arrays.fill(nothing, Double.NaN);
        for (double[] record : new double[][] {row, nothing, {1e300, -1e300, 0, 1, 1}}) {
            imputer.impute(record);
            for (int j = 0; j < 3; j++) {
                assertThat(imputer.mean(j)).isFinite();
                assertThat(imputer.sd(j)).isFinite().isPositive();
            }
            assertThat(imputer.logLikelihood()).isFinite();
        }
    }

    @Test
    void rejectsUnknownOptions() {
        Table table = table(50, 1);
        assertThatThrownBy(() -> Trainers.fit(table, settings("svi", "latnet=3"), Progress.SILENT))
                .hasMessageContaining("no option 'latnet'")
                .hasMessageContaining("latent, hidden");
        assertThatThrownBy(() -> Trainers.fit(table, settings("svi", "hidden=8x8x8x8"), Progress.SILENT))
                .hasMessageContaining("0 to 3 layers");
        assertThatThrownBy(() -> Trainers.fit(table, settings("svi", "epochs=some"), Progress.SILENT))
                .hasMessageContaining("'epochs'");
        ImputationModel model = Trainers.fit(table, settings("svi", "epochs=2"), Progress.SILENT);
        assertThat(model.methods()).doesNotContain(NeuralMethod.RELAY);
        assertThatThrownBy(() -> model.members().get(0).newKernel(new InferenceSettings(NeuralMethod.RELAY, 0, 1e-4)))
                .hasMessageContaining("'relay' is not one of svi, gauss-newton");
    }

    @Test
    void everyMethodOfServingFillsTheSameRecord() {
        ImputationModel model = Trainers.fit(
                table(300, 1), settings("relay", "epochs=100", "relays=5", "pseudo.encoder=true"), Progress.SILENT);
        double[] record = {130, Double.NaN, Double.NaN, 1, Double.NaN};
        for (NeuralMethod method : List.of(
                NeuralMethod.RELAY,
                NeuralMethod.SVI,
                NeuralMethod.GAUSS_NEWTON,
                NeuralMethod.NATURAL_GRADIENT,
                NeuralMethod.QAVI,
                NeuralMethod.QAVI_MIXTURE,
                NeuralMethod.QAVI_FLOW,
                NeuralMethod.PSEUDO_ENCODED)) {
            Imputer imputer = model.newImputer(new InferenceSettings(method, 0, 1e-4));
            imputer.impute(record);
            // t = 1.5: weight is about -7.5, curve about 2.25, the highest third.
            assertThat(imputer.mean(1)).as(method.id()).isBetween(-10.0, -5.0);
            assertThat(imputer.mean(2)).as(method.id()).isBetween(1.5, 3.2);
            assertThat(imputer.mostProbable(4)).as(method.id()).isEqualTo(2);
            assertThat(imputer.steps()).as(method.id()).isPositive();
        }
        Imputer capped = model.newImputer(new InferenceSettings(NeuralMethod.SVI, 7, 1e-4));
        capped.impute(record);
        assertThat(capped.steps()).isEqualTo(7);
        Imputer none = model.newImputer(new InferenceSettings(NeuralMethod.PSEUDO_ENCODED, 0, 0, 1e-4));
        none.impute(record);
        assertThat(none.steps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"svi", "relay", "vae", "gauss-newton"})
    void aRefitStartsFromTheEarlierModel(String method) {
        ImputationModel first = Trainers.fit(table(300, 1), settings(method, "epochs=80"), Progress.SILENT);
        Table later = table(300, 5);
        FitSettings few = settings(method, "epochs=3", "stop.early=false");
        ImputationModel cold = Trainers.fit(later, few, Progress.SILENT);
        ImputationModel warm = Trainers.fit(later, few, Progress.SILENT, first);
        Table test = table(150, 9);
        assertThat(rmse(warm, test)).isLessThan(0.9 * rmse(cold, test));
        // Codes keep their meaning.
        assertThat(distance(first, warm, test)).isLessThan(0.5 * distance(first, cold, test));
    }

    @Test
    void anEarlierModelAtAnotherScaleIsNotUsedAsStart() {
        ImputationModel first = Trainers.fit(table(200, 1), settings("svi", "epochs=10"), Progress.SILENT);
        List<double[]> rows = new ArrayList<>();
        for (double[] row : table(200, 2).rows()) {
            double[] metres = row.clone();
            metres[0] /= 100;
            rows.add(metres);
        }
        Table rescaled = new Table(FEATURES, rows);
        FitSettings few = settings("svi", "epochs=4");
        assertThat(codes(Trainers.fit(rescaled, few, Progress.SILENT, first), rescaled))
                .isEqualTo(codes(Trainers.fit(rescaled, few, Progress.SILENT), rescaled));
    }

    private static double rmse(ImputationModel model, Table test) {
        Masks masks = Masks.completelyAtRandom(test, 0.4, new SplittableRandom(2));
        return MaskedEvaluation.of(model, InferenceSettings.DEFAULT, test, masks, new double[] {20, 5, 1.4, 1, 1}, 0.9)
                .total()
                .rmse();
    }

    private static double distance(ImputationModel one, ImputationModel other, Table records) {
        List<Float> a = codes(one, records);
        List<Float> b = codes(other, records);
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += Math.abs(a.get(i) - b.get(i));
        }
        return sum / a.size();
    }

    private static List<Float> codes(ImputationModel model, Table records) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        float[] mean = new float[imputer.latentSize()];
        float[] sd = new float[imputer.latentSize()];
        List<Float> all = new ArrayList<>();
        for (double[] row : records.rows()) {
            imputer.impute(row);
            imputer.latent(mean, sd);
            for (float number : mean) {
                all.add(number);
            }
        }
        return all;
    }
}
