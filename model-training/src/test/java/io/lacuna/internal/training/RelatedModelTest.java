package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Relations from a table with gaps to filled records. */
class RelatedModelTest {
    private static final double NAN = Double.NaN;
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"), Feature.continuous("b"), Feature.continuous("c"), Feature.continuous("total")));

    private static ImputationModel model;

    @BeforeAll
    static void fit() {
        SplittableRandom random = new SplittableRandom(4);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            double a = Math.exp(0.5 * random.nextGaussian());
            double b = Math.exp(0.5 * random.nextGaussian());
            double c = a * Math.exp(0.5 * random.nextGaussian());
            rows.add(new double[] {a, b, c, a + b + c});
        }
        Table holed = Masks.completelyAtRandom(new Table(FEATURES, rows), 0.3, new SplittableRandom(5))
                .table();
        FitSettings settings = new FitSettings("relay-mixture", 1, Duration.ofSeconds(10), 1, Map.of("fits", "2"));
        model = Trainers.fit(holed, settings, Progress.SILENT);
    }

    @Test
    void provenanceNamesTheRelation() {
        assertThat(model.provenance().entries()).containsEntry("fit.relations", "total = a + b + c");
    }

    @Test
    void aTotalFarOutsideTheTrainingRowsIsTheSumOfItsParts() {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        imputer.impute(new double[] {40, 50, 60, NAN});
        assertThat(imputer.value(3)).isCloseTo(150, within(1e-6));
        assertThat(imputer.quantile(3, 0.95) - imputer.quantile(3, 0.05))
                .isPositive()
                .isLessThan(0.01);
    }

    @Test
    void partsSumToTheTotalInFillsAndDrawsAndStayPositive() {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        SplittableRandom random = new SplittableRandom(6);
        for (double total : new double[] {1, 3, 30}) {
            double[] record = {NAN, NAN, total / 10, total};
            imputer.impute(record);
            assertThat(imputer.value(0) + imputer.value(1)).isCloseTo(0.9 * total, within(1e-6));
            assertThat(imputer.value(0)).isNotNegative();
            assertThat(imputer.value(1)).isNotNegative();
            for (int draw = 0; draw < 20; draw++) {
                double[] drawn = record.clone();
                imputer.draw(random, drawn);
                assertThat(drawn[0] + drawn[1]).isCloseTo(0.9 * total, within(0.01));
                assertThat(drawn[0]).isNotNegative();
                assertThat(drawn[1]).isNotNegative();
            }
        }
    }

    @Test
    void intervalsAreNarrowerThanWithoutTheRelation() {
        ImputationModel without = new ImputationModel(
                model.features(), model.members(), model.provenance(), model.context(), model.supports());
        double[] record = {NAN, NAN, 1, 12};
        Imputer with = model.newImputer(InferenceSettings.DEFAULT);
        with.impute(record);
        Imputer alone = without.newImputer(InferenceSettings.DEFAULT);
        alone.impute(record);
        assertThat(with.sd(0)).isPositive().isLessThan(1.05 * alone.sd(0));
        assertThat(alone.value(0) + alone.value(1)).isNotCloseTo(11, within(1e-3));
        assertThat(with.value(0) + with.value(1)).isCloseTo(11, within(1e-6));
    }

    @Test
    void theArtifactKeepsIt() throws Exception {
        ImputationModel read = ModelArtifact.read(ModelArtifact.write(model));
        assertThat(read.relations().words(FEATURES)).containsExactly("total = a + b + c");
        ContextImputer imputer = new ContextImputer(read, read.newImputer(InferenceSettings.DEFAULT), 1);
        imputer.impute(new double[] {1, NAN, 2, 9}, 0);
        assertThat(imputer.value(1)).isCloseTo(6, within(1e-6));
    }

    @Test
    void theBaselineOfSingleFeaturesHasNoRelations() {
        FitSettings settings = new FitSettings("marginal", 1, Duration.ofSeconds(10), 1, Map.of());
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(new double[] {i, 2 * i, 3 * i, 4 * i});
        }
        ImputationModel marginal = Trainers.fit(new Table(FEATURES, rows), settings, Progress.SILENT);
        assertThat(marginal.relations().isNone()).isTrue();
    }
}
