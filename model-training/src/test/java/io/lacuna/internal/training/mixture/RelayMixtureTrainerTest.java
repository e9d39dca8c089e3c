package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.mixture.RelayMixtureKernel;
import io.lacuna.internal.inference.mixture.RelayTables;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.model.RelayMixtureMember;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.internal.training.RowPredictor;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelayMixtureTrainerTest {
    private static final Features MIXED = new Features(List.of(
            Feature.continuous("x"),
            Feature.continuous("y"),
            Feature.continuous("constant"),
            Feature.continuous("never"),
            Feature.binary("high"),
            Feature.categorical("sign", List.of("minus", "plus", "unseen"))));

    /**
     * y = 2x and the labels follow x; one column is constant, one was never observed; some rows have no cell at all.
     */
    private static Table mixed(int n, double missing) {
        SplittableRandom random = new SplittableRandom(11);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double x = random.nextGaussian();
            double[] row = {x, 2 * x + 0.1 * random.nextGaussian(), 7, Double.NaN, x > 0.5 ? 1 : 0, x > 0 ? 1 : 0};
            for (int j = 0; j < row.length; j++) {
                row[j] = i % 50 == 7 || random.nextDouble() < missing ? Double.NaN : row[j];
            }
            rows.add(row);
        }
        return new Table(MIXED, rows);
    }

    private static ImputationModel fit(Table table, FitSettings settings) {
        return Trainers.fit(table, settings, Progress.SILENT);
    }

    private static void assertSane(Imputer imputer, Features features, double[] observation) {
        imputer.impute(observation);
        assertThat(imputer.logLikelihood()).isFinite();
        double[] lower = new double[features.size()];
        double[] upper = new double[features.size()];
        imputer.intervals(0.9, lower, upper);
        for (int j = 0; j < features.size(); j++) {
            if (Double.isNaN(observation[j])) {
                assertThat(imputer.value(j)).isFinite();
                if (features.get(j).isContinuous()) {
                    assertThat(imputer.sd(j)).isFinite().isNotNegative();
                    assertThat(lower[j]).isFinite().isEqualTo(imputer.quantile(j, 0.5 * (1 - 0.9)));
                    assertThat(upper[j]).isFinite().isGreaterThanOrEqualTo(lower[j]);
                    assertThat(upper[j]).isEqualTo(imputer.quantile(j, 0.5 * (1 + 0.9)));
                } else {
                    double sum = 0;
                    for (int c = 0; c < features.get(j).categories(); c++) {
                        sum += imputer.probability(j, c);
                    }
                    assertThat(sum).isCloseTo(1, within(1e-6));
                }
            }
        }
        float[] code = new float[imputer.latentSize()];
        float[] sd = new float[imputer.latentSize()];
        imputer.latent(code, sd);
        for (int k = 0; k < code.length; k++) {
            assertThat(code[k]).isFinite();
            assertThat(sd[k]).isFinite();
        }
    }

    @Test
    void learnsNumbersAndLabelsFromEachOther() {
        Imputer imputer = fit(mixed(600, 0.3), FitSettings.defaults()).newImputer(InferenceSettings.DEFAULT);
        imputer.impute(new double[] {1.2, Double.NaN, 7, Double.NaN, Double.NaN, Double.NaN});
        assertThat(imputer.mean(1)).isBetween(2.1, 2.7);
        assertThat(imputer.value(4)).isEqualTo(1);
        assertThat(imputer.value(5)).isEqualTo(1);
        imputer.impute(new double[] {Double.NaN, Double.NaN, 7, Double.NaN, 0, 0});
        assertThat(imputer.mean(0)).isLessThan(-0.4);
        assertThat(imputer.probability(5, 2)).isLessThan(0.05);
    }

    @Test
    void fillsEveryPatternOfATableWithConstantAndEmptyColumns() {
        Table table = mixed(300, 0.3);
        Imputer imputer = fit(table, FitSettings.defaults()).newImputer(InferenceSettings.DEFAULT);
        for (int pattern = 0; pattern < 64; pattern++) {
            double[] observation = {1e6, -3, 8, 5, 1, 2};
            for (int j = 0; j < 6; j++) {
                observation[j] = (pattern >> j & 1) == 0 ? Double.NaN : observation[j];
            }
            assertSane(imputer, MIXED, observation);
        }
        imputer.impute(new double[] {0, 0, Double.NaN, Double.NaN, 0, 0});
        assertThat(imputer.mean(2)).isCloseTo(7, org.assertj.core.api.Assertions.within(0.2));
    }

    @Test
    void countsALabelOutsideTheModelsListAsMissing() {
        Imputer imputer = fit(mixed(200, 0.2), FitSettings.defaults()).newImputer(InferenceSettings.DEFAULT);
        imputer.impute(new double[] {0.3, Double.NaN, 7, Double.NaN, 1, Double.NaN});
        double expected = imputer.mean(1);
        imputer.impute(new double[] {0.3, Double.NaN, 7, Double.NaN, 1, 17});
        assertThat(imputer.mean(1)).isEqualTo(expected);
    }

    @Test
    void fitsTablesOfOneRowOneCellAndExtremeValues() {
        double none = Double.NaN;
        for (List<double[]> rows : List.of(
                List.of(new double[] {1, 2, 3, 4, 0, 1}),
                List.of(new double[] {none, none, none, none, none, 2}),
                List.of(new double[] {none, 5, none, none, none, none}),
                List.of(new double[] {1e120, none, 0, none, 0, 0}, new double[] {-1e120, 1e-300, 0, none, 1, none}),
                List.of(new double[] {1e15, 1, 1, 1, 1, 1}, new double[] {1e15 + 1, 2, 1, 1, 0, 1}))) {
            Imputer imputer =
                    fit(new Table(MIXED, rows), FitSettings.defaults()).newImputer(InferenceSettings.DEFAULT);
            assertSane(imputer, MIXED, new double[] {none, none, none, none, none, none});
            assertSane(imputer, MIXED, new double[] {0.5, none, 1, none, 1, none});
        }
    }

    @Test
    void fitsATableOfCategoriesAlone() {
        Features labels = new Features(List.of(Feature.binary("a"), Feature.binary("b")));
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(new double[] {i % 2, i % 10 == 0 ? Double.NaN : i % 2});
        }
        Imputer imputer = fit(new Table(labels, rows), FitSettings.defaults()).newImputer(InferenceSettings.DEFAULT);
        imputer.impute(new double[] {1, Double.NaN});
        assertThat(imputer.probability(1, 1)).isGreaterThan(0.8);
        assertSane(imputer, labels, new double[] {Double.NaN, Double.NaN});
    }

    @Test
    void theSameSeedGivesTheSameBytesForAnyNumberOfThreads() {
        Table table = mixed(150, 0.3);
        FitSettings one = new FitSettings("relay-mixture", 3, Duration.ofHours(1), 1, Map.of());
        FitSettings four = new FitSettings("relay-mixture", 3, Duration.ofHours(1), 4, Map.of());
        byte[] bytes = ModelArtifact.write(fit(table, one));
        assertThat(ModelArtifact.write(fit(table, four))).isEqualTo(bytes);
        assertThat(ModelArtifact.write(fit(table, one.withSeed(4)))).isNotEqualTo(bytes);
    }

    @Test
    void answersAreTheSameToTheBitAfterAReload() throws Exception {
        Table table = mixed(150, 0.3);
        ImputationModel model = fit(table, FitSettings.defaults());
        Imputer before = model.newImputer(InferenceSettings.DEFAULT);
        Imputer after = ModelArtifact.read(ModelArtifact.write(model)).newImputer(InferenceSettings.DEFAULT);
        for (double[] row : table.rows()) {
            before.impute(row);
            after.impute(row);
            for (int j = 0; j < 6; j++) {
                if (Double.isNaN(row[j])) {
                    assertThat(after.value(j)).isEqualTo(before.value(j));
                    if (j < 4) {
                        assertThat(after.sd(j)).isEqualTo(before.sd(j));
                        assertThat(after.quantile(j, 0.9)).isEqualTo(before.quantile(j, 0.9));
                    }
                }
            }
        }
    }

    @Test
    void theFastPresetKeepsAQuarterOfTheRelays() {
        Table table = mixed(600, 0.3);
        FitSettings defaults = FitSettings.defaults();
        FitSettings fast = new FitSettings(defaults.methods(), 0, defaults.budget(), 2, Map.of("preset", "fast"));
        assertThat(relays(RelayPlan.of(table, fast))).isLessThanOrEqualTo(relays(RelayPlan.of(table, defaults)) / 3);
        assertThatThrownBy(() ->
                        fit(table, new FitSettings("relay-mixture", 0, defaults.budget(), 2, Map.of("clusters", "3"))))
                .hasMessageContaining("'clusters'");
    }

    private static int relays(RelayPlan plan) {
        return plan.fits().stream().mapToInt(RelayPlan.Fit::relays).sum();
    }

    @Test
    void aSmallerBudgetPlansLessWork() {
        List<double[]> rows = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(2);
        Features wide = new Features(java.util.stream.IntStream.range(0, 20)
                .mapToObj(j -> Feature.continuous("f" + j))
                .toList());
        for (int i = 0; i < 5000; i++) {
            double[] row = new double[20];
            Arrays.setAll(row, j -> random.nextGaussian());
            rows.add(row);
        }
        Table table = new Table(wide, rows);
        FitSettings minute = FitSettings.defaults();
        FitSettings second = new FitSettings("relay-mixture", 0, Duration.ofSeconds(1), 2, Map.of());
        assertThat(RelayPlan.of(table, minute).seconds()).isLessThanOrEqualTo(120);
        assertThat(RelayPlan.of(table, second).seconds())
                .isLessThan(RelayPlan.of(table, minute).seconds() / 10);
    }

    @Test
    void aWarmStartConvertsTheEarlierRelaysToTheNewTablesUnits() {
        RelaySpaces before = new RelaySpaces(mixed(300, 0.2));
        RelaySpaces after = new RelaySpaces(new Table(
                MIXED,
                mixed(300, 0.2).rows().stream().filter(row -> !(row[0] < 0)).toList()));
        RelayPlan.Fit plan = new RelayPlan.Fit(0, 3);
        RelayMixture fitted = new RelayFit(300 - 6, 1, 0).run(before.rows(0), plan, 30, null);
        RelayEnsemble earlier = new RelayEnsemble(
                before.standardizer(), before.marginals(), RelayCalibration.none(6, 4), List.of(fitted));
        RelayMixture told = new WarmStart(earlier, after).mixture(0, plan);
        assertThat(told).isNotNull();
        double[] sdBefore = before.standardizer().sd();
        double[] sdAfter = after.standardizer().sd();
        for (int k = 0; k < 3; k++) {
            for (int c = 0; c < 2; c++) {
                assertThat(after.standardizer().restore(c, told.centres()[k][c]))
                        .isCloseTo(
                                before.standardizer().restore(c, fitted.centres()[k][c]),
                                org.assertj.core.api.Assertions.within(1e-5));
            }
            int xy = RelayMixture.packed(1, 0);
            assertThat(told.covariances()[k][xy] * sdAfter[0] * sdAfter[1])
                    .isCloseTo(
                            fitted.covariances()[k][xy] * sdBefore[0] * sdBefore[1],
                            org.assertj.core.api.Assertions.within(1e-5));
        }
        assertThat(sdAfter[0]).isLessThan(0.8 * sdBefore[0]);
        assertThat(new WarmStart(earlier, after).mixture(0, new RelayPlan.Fit(0, 4)))
                .isNull();
        assertThat(new WarmStart(earlier, after).mixture(1, plan)).isNull();
    }

    @Test
    void aRefitFromAnEarlierModelIsAsGoodAndRepeatable() {
        ImputationModel earlier = fit(mixed(400, 0.3), FitSettings.defaults());
        Table newer = mixed(600, 0.3);
        FitSettings settings = FitSettings.defaults().withSeed(8);
        ImputationModel warm = Trainers.fit(newer, settings, Progress.SILENT, earlier);
        ImputationModel cold = Trainers.fit(newer, settings, Progress.SILENT, null);
        assertThat(logLikelihood(warm, newer)).isGreaterThan(logLikelihood(cold, newer) - 0.05);
        assertThat(ModelArtifact.write(Trainers.fit(newer, settings, Progress.SILENT, earlier)))
                .isEqualTo(ModelArtifact.write(warm));
        assertThat(warm.provenance().entries()).containsEntry("fit.warm.start", "true");
    }

    private static double logLikelihood(ImputationModel model, Table table) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double sum = 0;
        for (double[] row : table.rows()) {
            imputer.impute(row);
            sum += imputer.logLikelihood();
        }
        return sum / table.size();
    }

    @Test
    void fitsOneSpaceAndAGivenNumberOfRelaysOnRequest() {
        Table table = mixed(200, 0.3);
        FitSettings one = new FitSettings(
                "relay-mixture",
                0,
                Duration.ofMinutes(1),
                2,
                Map.of("space", "rank-normal", "relays", "5", "fits", "2"));
        assertThat(RelayPlan.of(table, one).fits()).containsExactly(new RelayPlan.Fit(1, 3), new RelayPlan.Fit(1, 5));
        assertSane(fit(table, one).newImputer(InferenceSettings.DEFAULT), MIXED, new double[] {
            0.4, Double.NaN, 7, Double.NaN, 1, Double.NaN
        });
        assertThatThrownBy(() -> RelayPlan.of(
                        table, new FitSettings("relay-mixture", 0, Duration.ofMinutes(1), 2, Map.of("fits", "many"))))
                .hasMessageContaining("fits is a number from 1 to 12, not 'many'");
    }

    @Test
    void thePresetForThroughputHasOneMixtureASpaceAndIsNearTheEnsemble() {
        Table table = mixed(400, 0.3);
        FitSettings defaults = FitSettings.defaults();
        FitSettings throughput =
                new FitSettings(defaults.methods(), 0, defaults.budget(), 2, Map.of("preset", "throughput"));
        RelayMixtureTrainer trainer = new RelayMixtureTrainer();
        Member member = trainer.fit(table, throughput, Progress.SILENT);
        RelayEnsemble distilled = ((RelayMixtureMember) member).ensemble();
        RelayEnsemble whole = ((RelayMixtureMember) trainer.fit(table, defaults, Progress.SILENT)).ensemble();

        assertThat(distilled.fits()).extracting(RelayMixture::space).containsExactly(0, 1);
        assertThat(((RelayMixtureMember) trainer.fit(table, throughput, Progress.SILENT))
                        .ensemble()
                        .fits()
                        .get(1)
                        .centres())
                .isDeepEqualTo(distilled.fits().get(1).centres());
        RelayMixtureKernel student = new RelayMixtureKernel(new RelayTables(distilled, MIXED));
        RelayMixtureKernel teacher = new RelayMixtureKernel(new RelayTables(whole, MIXED));
        double apart = 0;
        double spread = 0;
        for (int i = 0; i < table.size(); i++) {
            double[] row = table.row(i).clone();
            row[0] = Double.NaN;
            student.infer(row);
            teacher.infer(row);
            apart += Math.pow(student.mean(0) - teacher.mean(0), 2);
            spread += teacher.variance(0);
        }
        assertThat(Math.sqrt(apart / spread)).isLessThan(0.3);
        RowPredictor rows = trainer.rowPredictors(member, table, throughput).get();
        rows.infer(0, table.row(0));
        assertThat(rows.mean(0)).isFinite();
    }

    @Test
    void aRowIsPredictedByTheFitsThatWereNotFittedToIt() {
        Table table = mixed(120, 0.3);
        FitSettings settings = FitSettings.defaults();
        RelayMixtureTrainer trainer = new RelayMixtureTrainer();
        Member member = trainer.fit(table, settings, Progress.SILENT);
        RelayEnsemble ensemble = ((RelayMixtureMember) member).ensemble();
        int[] kept = RelaySpaces.keptPlaces(table);
        int n = (int) Arrays.stream(kept).filter(place -> place >= 0).count();
        double[] cells = {Double.NaN, Double.NaN, 7, Double.NaN, Double.NaN, 1};

        RowPredictor rows = trainer.rowPredictors(member, table, settings).get();
        int checked = 0;
        for (int i = 0; i < table.size(); i++) {
            double sum = 0;
            int left = 0;
            for (int number = 0; number < ensemble.fits().size(); number++) {
                if (kept[i] < 0 || new RelayFit(n, settings.seed(), number).counts()[kept[i]] == 0) {
                    RelayMixtureKernel kernel = new RelayMixtureKernel(new RelayTables(
                            ensemble.with(List.of(ensemble.fits().get(number)), ensemble.calibration()), MIXED));
                    kernel.infer(cells);
                    sum += kernel.mean(0);
                    left++;
                }
            }
            if (left > 0) {
                rows.infer(i, cells);
                assertThat(rows.mean(0)).isCloseTo(sum / left, within(1e-12));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(100);
    }

    @Test
    void progressIsReportedForEachFit() {
        Map<Double, String> reports = new ConcurrentHashMap<>();
        Table table = mixed(120, 0.3);
        FitSettings settings = FitSettings.defaults();
        new RelayMixtureTrainer().fit(table, settings, reports::put);

        List<RelayPlan.Fit> fits = RelayPlan.of(table, settings).fits();
        assertThat(reports.keySet())
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, fits.size())
                        .mapToObj(done -> (double) done / fits.size())
                        .toList());
        assertThat(reports.values())
                .containsExactlyInAnyOrderElementsOf(fits.stream()
                        .map(fit -> fit.relays() + " relays, " + (fit.space() == 0 ? "standardized" : "rank-normal"))
                        .toList());
    }

    @Test
    void aModelOfOtherFeaturesIsNoStart() {
        Table table = mixed(120, 0.3);
        FitSettings settings = FitSettings.defaults().withSeed(3);
        ImputationModel same = fit(mixed(100, 0.3), FitSettings.defaults());
        ImputationModel other = fit(
                new Table(
                        new Features(List.of(Feature.continuous("x"))),
                        table.rows().stream().map(row -> new double[] {row[0]}).toList()),
                FitSettings.defaults());

        RelayMixtureTrainer trainer = new RelayMixtureTrainer();
        String cold = text(trainer.fit(table, settings, Progress.SILENT));
        assertThat(text(trainer.refit(table, settings, Progress.SILENT, other))).isEqualTo(cold);
        assertThat(text(trainer.refit(table, settings, Progress.SILENT, same))).isNotEqualTo(cold);
    }

    private static String text(Member member) {
        return ((RelayMixtureMember) member)
                .ensemble().fits().stream()
                        .map(mixture -> Arrays.deepToString(mixture.centres()))
                        .collect(Collectors.joining());
    }
}
