package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.LowRankMember;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.relay.LowRankRelays;
import io.lacuna.internal.training.RowPredictor;
import io.lacuna.internal.training.Trainers;
import io.lacuna.model.Provenance;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LowRankTrainerTest {
    private static final double NOISE = 0.3;

    /** Rows of a linear model with three factors, with about unit variance and the given noise. */
    private static Table linear(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] loading = new double[3][d];
        for (double[] factor : loading) {
            Arrays.setAll(factor, j -> random.nextGaussian() / Math.sqrt(3));
        }
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            features.add(Feature.continuous("x" + j));
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] z = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            double[] row = new double[d];
            Arrays.setAll(
                    row,
                    j -> z[0] * loading[0][j]
                            + z[1] * loading[1][j]
                            + z[2] * loading[2][j]
                            + NOISE * random.nextGaussian());
            rows.add(row);
        }
        return new Table(new Features(features), rows);
    }

    @Test
    void findsALinearModelBehindPartialWideRows() {
        Table table = linear(500, 80, 1);
        Masks train = Masks.completelyAtRandom(table, 0.5, Seeds.random(1, "train"));
        ImputationModel model = Trainers.fit(train.table(), settings(30), Progress.SILENT);
        double[] scale = new double[80];
        Arrays.fill(scale, 1);
        MaskedEvaluation scores = MaskedEvaluation.of(model, InferenceSettings.DEFAULT, table, train, scale, 0.9);
        // Only the noise cannot be predicted; forty cells determine three factors well.
        assertThat(scores.total().rmse()).isBetween(NOISE, 1.2 * NOISE);
        assertThat(scores.total().coverage()).isBetween(0.85, 0.96);
    }

    @Test
    void givesTheSameBytesFromTheSameSeed() {
        Table table = linear(120, 70, 2);
        assertThat(ModelArtifact.write(Trainers.fit(table, settings(5), Progress.SILENT)))
                .isEqualTo(ModelArtifact.write(Trainers.fit(table, settings(5), Progress.SILENT)));
    }

    @Test
    void fitsConstantAndEntirelyMissingColumnsAndFewRows() {
        Table table = linear(3, 90, 3);
        for (double[] row : table.rows()) {
            row[4] = 7;
            row[5] = Double.NaN;
        }
        ImputationModel model = Trainers.fit(table, settings(5), Progress.SILENT);
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double[] nothing = new double[90];
        Arrays.fill(nothing, Double.NaN);
        imputer.impute(nothing);
        for (int j = 0; j < 90; j++) {
            assertThat(imputer.mean(j)).isFinite();
            assertThat(imputer.sd(j)).isFinite().isPositive();
        }
        assertThat(imputer.mean(4)).isCloseTo(7, within(0.5));
        assertThatCode(() -> ModelArtifact.read(ModelArtifact.write(model))).doesNotThrowAnyException();
    }

    @Test
    void relaysThatStartAtClustersGoApart() {
        Table table = linear(300, 40, 6);
        for (int i = 0; i < table.size(); i += 2) {
            for (int j = 0; j < 40; j += 2) {
                table.rows().get(i)[j] += 4;
            }
        }
        double[] ones = new double[300];
        Arrays.fill(ones, 1);
        RelayRows rows = new RelayRows(table.rows().toArray(new double[0][]), new int[300][0], new int[0], ones);
        LowRankTrainer.Plan plan = new LowRankTrainer.Plan(1, 2, 3, 20, 300);
        LowRankRelays fit = LowRankTrainer.fitOne(rows, LowRankEm.tails(rows), plan, new SplittableRandom(1));
        assertThat(fit.relays()).isEqualTo(2);
        // Relays that did not start at clusters would stay one and the same for ever.
        double apart = 0;
        for (int j = 0; j < 40; j++) {
            apart = Math.max(apart, Math.abs(fit.centres()[0][j] - fit.centres()[1][j]));
        }
        assertThat(apart).isGreaterThan(0.1);
        LowRankTrainer.Plan single = new LowRankTrainer.Plan(1, 1, 3, 20, 300);
        assertThat(LowRankTrainer.fitOne(rows, LowRankEm.tails(rows), single, new SplittableRandom(1))
                        .relays())
                .isEqualTo(1);
    }

    /** Each column follows from its neighbours, as pixels do: no few factors tell all of them. */
    private static Table chain(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            features.add(Feature.continuous("x" + j));
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] row = new double[d];
            for (int j = 0; j < d; j++) {
                row[j] = j == 0 ? random.nextGaussian() : 0.9 * row[j - 1] + Math.sqrt(0.19) * random.nextGaussian();
            }
            rows.add(row);
        }
        return new Table(new Features(features), rows);
    }

    @Test
    void keepsMoreFactorsWhereHiddenCellsAreFilledBetterByThem() {
        LowRankMember chained =
                (LowRankMember) new LowRankTrainer().fit(chain(600, 240, 7), settings(60), Progress.SILENT);
        assertThat(chained.ensemble().fits().get(0).factors()).isGreaterThanOrEqualTo(40);
        LowRankMember linear =
                (LowRankMember) new LowRankTrainer().fit(linear(600, 240, 7), settings(60), Progress.SILENT);
        assertThat(linear.ensemble().fits().get(0).factors()).isEqualTo(20);
    }

    @Test
    void rowsArePredictedByFitsThatHaveNotSeenThem() {
        Table table = linear(60, 80, 8);
        LowRankTrainer trainer = new LowRankTrainer();
        LowRankMember member = (LowRankMember) trainer.fit(table, settings(5), Progress.SILENT);
        RowPredictor predictor =
                trainer.rowPredictors(member, table, settings(5)).get();
        int fair = 0;
        double seen = 0;
        double unseen = 0;
        Imputer imputer = new ImputationModel(table.features(), List.of(member), new Provenance(new TreeMap<>()))
                .newImputer(InferenceSettings.DEFAULT);
        for (int i = 0; i < table.size(); i++) {
            double[] row = table.row(i).clone();
            Arrays.fill(row, 0, 40, Double.NaN);
            predictor.infer(i, row);
            imputer.impute(row);
            for (int j = 0; j < 40 && predictor.isFair(i); j++) {
                unseen += Math.pow(predictor.mean(j) - table.row(i)[j], 2);
                seen += Math.pow(imputer.mean(j) - table.row(i)[j], 2);
            }
            fair += predictor.isFair(i) ? 1 : 0;
        }
        // A bootstrap sample contains 63% of the rows; four do not contain 16% of them, two 40%.
        assertThat(fair).isBetween(30, 58);
        assertThat(unseen).isGreaterThan(1.05 * seen);
    }

    @Test
    void neverLosesLikelihood() {
        Table table = Masks.completelyAtRandom(linear(200, 40, 5), 0.4, Seeds.random(5, "mask"))
                .table();
        double[] ones = new double[200];
        Arrays.fill(ones, 1);
        RelayRows rows = new RelayRows(table.rows().toArray(new double[0][]), new int[200][0], new int[0], ones);
        LowRankEm em = new LowRankEm(rows, 1, 3);
        em.startSingle(new SplittableRandom(1));
        double before = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < 15; t++) {
            double now = em.expectation();
            // EM maximizes a penalized likelihood because of the ridge, so the likelihood itself may fall a little.
            assertThat(now).isGreaterThan(before - 0.02);
            before = now;
            em.maximization();
        }
    }

    private static FitSettings settings(int seconds) {
        return new FitSettings("relay-mixture", 0, Duration.ofSeconds(seconds), 2, Map.of());
    }
}
