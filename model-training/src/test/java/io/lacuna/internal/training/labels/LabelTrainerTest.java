package io.lacuna.internal.training.labels;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.LabelledMember;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.model.RelayMixtureMember;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Relations of categories are found, followed in fills and draws, and left out where there are none. */
class LabelTrainerTest {
    private static final int ROWS = 400;
    private static final FitSettings SETTINGS = new FitSettings(
            "relay-mixture", 1, Duration.ofSeconds(10), 2, Map.of("relays", "4", "fits", "2", "keep", "0.01"));

    private final SplittableRandom random = Seeds.random(3, "relations");

    private interface Row {
        double[] draw();
    }

    private Table table(List<Feature> features, Row row) {
        return new Table(
                new Features(features),
                IntStream.range(0, ROWS).mapToObj(i -> row.draw()).toList());
    }

    private static ImputationModel fit(Table table) {
        return Trainers.fit(
                Masks.completelyAtRandom(table, 0.15, Seeds.random(5, "holes")).table(), SETTINGS, Progress.SILENT);
    }

    /** The share of wrong fills of a feature in new rows with all other cells. */
    private static double wrong(ImputationModel model, Table table, int feature) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        int wrong = 0;
        for (double[] row : table.rows()) {
            double[] holed = row.clone();
            holed[feature] = Double.NaN;
            imputer.impute(holed);
            wrong += imputer.value(feature) == row[feature] ? 0 : 1;
        }
        return (double) wrong / table.size();
    }

    @Test
    void exactlyOneOfSeveralFlags() {
        List<Feature> features = List.of(
                Feature.binary("heat"), Feature.binary("cool"), Feature.binary("off"), Feature.continuous("noise"));
        Row row = () -> {
            double[] cells = {0, 0, 0, random.nextGaussian()};
            cells[random.nextInt(3)] = 1;
            return cells;
        };
        ImputationModel model = fit(table(features, row));
        Table fresh = table(features, row);
        for (int j = 0; j < 3; j++) {
            assertThat(wrong(model, fresh, j)).isLessThan(0.01);
        }
        assertDrawsHold(model, fresh);
        assertFillsHold(model, fresh);
    }

    /** With two or three flags missing, exactly one is filled with true. */
    private static void assertFillsHold(ImputationModel model, Table fresh) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        for (double[] row : fresh.rows()) {
            for (int observed = -1; observed < 3; observed++) {
                double[] holed = {Double.NaN, Double.NaN, Double.NaN, row[3]};
                if (observed >= 0) {
                    holed[observed] = row[observed];
                }
                imputer.impute(holed);
                double sum = 0;
                for (int j = 0; j < 3; j++) {
                    sum += j == observed ? row[j] : imputer.value(j);
                }
                assertThat(sum).isEqualTo(1);
            }
        }
    }

    private static void assertDrawsHold(ImputationModel model, Table fresh) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        SplittableRandom draws = Seeds.random(9, "draws");
        int held = 0;
        for (double[] row : fresh.rows()) {
            double[] drawn = {Double.NaN, row[1], Double.NaN, row[3]};
            imputer.impute(drawn.clone());
            imputer.draw(draws, drawn);
            held += drawn[0] + drawn[1] + drawn[2] == 1 ? 1 : 0;
        }
        assertThat(held).isGreaterThan((int) (0.97 * fresh.size()));
    }

    @Test
    void twoCategoriesDetermineAThird() {
        List<Feature> features = List.of(
                Feature.categorical("a", List.of("x", "y", "z")),
                Feature.categorical("b", List.of("u", "v", "w")),
                Feature.categorical("sum", List.of("0", "1", "2")),
                Feature.continuous("noise"));
        Row row = () -> {
            int a = random.nextInt(3);
            int b = random.nextInt(3);
            return new double[] {a, b, (a + b) % 3, random.nextGaussian()};
        };
        assertThat(wrong(fit(table(features, row)), table(features, row), 2)).isLessThan(0.01);
    }

    @Test
    void aLabelOfManyStandsForOneOfFew() {
        List<String> codes = IntStream.range(0, 20).mapToObj(i -> "code" + i).toList();
        List<Feature> features = List.of(
                Feature.categorical("code", codes),
                Feature.categorical("town", List.of("a", "b", "c", "d")),
                Feature.continuous("noise"));
        Row row = () -> {
            int code = random.nextInt(20);
            return new double[] {code, code * 7 % 4, random.nextGaussian()};
        };
        assertThat(wrong(fit(table(features, row)), table(features, row), 1)).isLessThan(0.01);
    }

    @Test
    void theRangeOfANumberDeterminesALabel() {
        List<Feature> features = List.of(
                Feature.continuous("age"),
                Feature.categorical("group", List.of("0-17", "18-39", "40-64", "65+")),
                Feature.continuous("noise"));
        Row row = () -> {
            double age = random.nextInt(90);
            return new double[] {age, age < 18 ? 0 : age < 40 ? 1 : age < 65 ? 2 : 3, random.nextGaussian()};
        };
        ImputationModel model = fit(table(features, row));
        assertThat(wrong(model, table(features, row), 1)).isLessThan(0.03);
        assertThat(model.corrected()).containsExactly("group");
    }

    @Test
    void labelsWithoutRelationAreLeftToTheMember() {
        List<Feature> features = List.of(
                Feature.categorical("a", List.of("x", "y", "z")), Feature.binary("b"), Feature.continuous("noise"));
        ImputationModel model =
                fit(table(features, () -> new double[] {random.nextInt(3), random.nextInt(2), random.nextGaussian()}));
        assertThat(model.members().get(0)).isInstanceOf(RelayMixtureMember.class);
        assertThat(model.corrected()).isEmpty();
    }

    @Test
    void aTableOfNumbersGivesTheTrainersOwnMember() {
        Table table = table(List.of(Feature.continuous("a"), Feature.continuous("b")), () ->
                new double[] {random.nextGaussian(), random.nextGaussian()});
        assertThat(fit(table).members().get(0)).isInstanceOf(RelayMixtureMember.class);
    }

    @Test
    void equalInputGivesEqualBytesAndARefitKeepsTheRelation() {
        List<Feature> features = List.of(Feature.binary("a"), Feature.binary("not a"), Feature.continuous("noise"));
        Row row = () -> {
            int a = random.nextInt(2);
            return new double[] {a, 1 - a, random.nextGaussian()};
        };
        Table table = table(features, row);
        ImputationModel model = fit(table);
        assertThat(model.members().get(0)).isInstanceOf(LabelledMember.class);
        assertThat(ModelArtifact.write(fit(table))).isEqualTo(ModelArtifact.write(model));
        ImputationModel again = Trainers.fit(table, SETTINGS, Progress.SILENT, model);
        assertThat(again.members()).hasSize(1);
        assertThat(((LabelledMember) again.members().get(0)).member()).isInstanceOf(RelayMixtureMember.class);
        List<Double> shares = new ArrayList<>(List.of(wrong(again, table, 0), wrong(again, table, 1)));
        assertThat(shares).allMatch(share -> share < 0.01);
    }
}
