package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The default method above sixty columns of numbers, against the columns' means. */
class WideTablesTest {
    private static final int COLUMNS = 90;

    private static ImputationModel fit(String method, Table table) {
        return Trainers.fit(table, new FitSettings(method, 0, Duration.ofSeconds(10), 2, Map.of()), Progress.SILENT);
    }

    /** The first rows to learn from; the RMSE of hidden cells of the others, by column. */
    private static double[] errors(String method, Table table, int learnt) {
        int[] first = IntStream.range(0, learnt).toArray();
        int[] rest = IntStream.range(learnt, table.size()).toArray();
        ImputationModel model = fit(method, table.select(first));
        Table test = table.select(rest);
        Masks masks = Masks.completelyAtRandom(test, 0.3, Seeds.random(2, "holes"));
        double[] ones = new double[COLUMNS];
        Arrays.fill(ones, 1);
        MaskedEvaluation scores = MaskedEvaluation.of(model, InferenceSettings.DEFAULT, test, masks, ones, 0.9);
        return IntStream.range(0, COLUMNS)
                .mapToDouble(j -> scores.features().get(j).rmse())
                .toArray();
    }

    private static double total(double[] errors, int from, int to) {
        return Math.sqrt(
                Arrays.stream(errors, from, to).map(e -> e * e).average().orElseThrow());
    }

    private static Features features() {
        return new Features(IntStream.range(0, COLUMNS)
                .mapToObj(j -> Feature.continuous("x" + j))
                .toList());
    }

    /**
     * Columns of three factors, and others that are zero but for a few rows: in each of those, other ten are lit, whatever the
     * factors are.
     */
    private static Table withRareColumns(int n, int lit) {
        return table(n, lit, 30);
    }

    private static Table table(int n, int lit, int rare) {
        SplittableRandom random = new SplittableRandom(5);
        double[][] loading = new double[3][COLUMNS - rare];
        for (double[] factor : loading) {
            Arrays.setAll(factor, j -> random.nextGaussian() / Math.sqrt(3));
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] z = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            double[] row = new double[COLUMNS];
            for (int j = 0; j < COLUMNS - rare; j++) {
                row[j] = z[0] * loading[0][j]
                        + z[1] * loading[1][j]
                        + z[2] * loading[2][j]
                        + 0.4 * random.nextGaussian();
            }
            if (lit > 0 && i % (n / lit) == 0) {
                for (int l = 0; l < 10; l++) {
                    row[COLUMNS - rare + random.nextInt(rare)] = 1;
                }
            }
            rows.add(row);
        }
        return new Table(features(), rows);
    }

    @Test
    void columnsThatAreNearlyAlwaysZeroDoNotSpoilTheOthers() {
        double[] errors = errors("relay-mixture", withRareColumns(1200, 60), 800);
        // Only the noise of 0.4 cannot be predicted.
        assertThat(total(errors, 0, 60)).isBetween(0.38, 0.46);
    }

    /** A few rows of independent numbers with rare large values: a mixture finds structure, and there is none. */
    @Test
    void theDefaultIsNotWorseThanTheMeans() {
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double[] row = new double[COLUMNS];
            Arrays.setAll(row, j -> random.nextDouble() < 0.02 ? 10 * random.nextDouble() : random.nextGaussian());
            rows.add(row);
        }
        Table table = new Table(features(), rows);
        double mixture = total(errors("relay-mixture", table, 100), 0, COLUMNS);
        double means = total(errors("marginal", table, 100), 0, COLUMNS);
        assertThat(mixture).isLessThan(1.01 * means);
    }

    @Test
    void theMeansHaveNoWeightWhereTheMixtureIsBetterAndAllOfItWhereItTellsNothing() throws ArtifactException {
        ImputationModel linear = fit("relay-mixture", table(600, 0, 0));
        assertThat(linear.members()).hasSize(1);
        SplittableRandom random = new SplittableRandom(4);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            double[] row = new double[COLUMNS];
            Arrays.setAll(row, j -> random.nextGaussian());
            rows.add(row);
        }
        ImputationModel noise = fit("relay-mixture", new Table(features(), rows));
        assertThat(noise.method()).isEqualTo("relay-mixture+marginal");
        assertThat(noise.weights()).isNotNull();
        double means = 0;
        for (float weight : noise.weights().shares()[1]) {
            means += weight / COLUMNS;
        }
        assertThat(means).isGreaterThan(0.5);
        assertThat(ModelArtifact.read(ModelArtifact.write(noise)).weights()).isNotNull();
    }
}
