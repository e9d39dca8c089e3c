package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.model.ArtifactException;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContextFitterTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("slow"),
            Feature.continuous("follows"),
            Feature.continuous("noise"),
            Feature.categorical("state", List.of("on", "off", "broken"))));
    private static final long MINUTE = 60_000;

    /** Rows of sensors, each a minute after its last; gaps come as whole runs. */
    private record Sensors(List<double[]> truth, List<double[]> rows, Timeline timeline) {
        static Sensors of(int keys, int records, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double[][] last = new double[keys][4];
            double[][] own = new double[keys][1];
            boolean[][] gap = new boolean[keys][4];
            List<double[]> truth = new ArrayList<>();
            List<double[]> rows = new ArrayList<>();
            long[] times = new long[keys * records];
            int[] key = new int[keys * records];
            for (int t = 0; t < records; t++) {
                for (int k = 0; k < keys; k++) {
                    double[] at = last[k];
                    at[0] = 0.97 * at[0] + 0.24 * random.nextGaussian();
                    own[k][0] = 0.99 * own[k][0] + 0.14 * random.nextGaussian();
                    at[1] = at[0] + own[k][0] + 0.1 * random.nextGaussian();
                    at[2] = random.nextGaussian();
                    at[3] = random.nextDouble() < 0.05 ? random.nextInt(3) : at[3];
                    double[] row = at.clone();
                    for (int j = 0; j < 4; j++) {
                        gap[k][j] = gap[k][j] ? random.nextDouble() < 0.85 : random.nextDouble() < 0.05;
                        row[j] = gap[k][j] ? Double.NaN : row[j];
                    }
                    times[rows.size()] = t * MINUTE + k;
                    key[rows.size()] = k;
                    truth.add(at.clone());
                    rows.add(row);
                }
            }
            return new Sensors(truth, rows, new Timeline(times, key));
        }

        Sensors shuffled(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<double[]> other = new ArrayList<>(rows);
            for (int i = other.size() - 1; i > 0; i--) {
                int with = random.nextInt(i + 1);
                double[] kept = other.get(i);
                other.set(i, other.get(with));
                other.set(with, kept);
            }
            return new Sensors(truth, other, timeline);
        }

        Table table() {
            return new Table(FEATURES, rows);
        }
    }

    private static FitSettings settings(int threads) {
        return new FitSettings("relay-mixture", 3, Duration.ofSeconds(20), threads, Map.of("relays", "3", "fits", "3"));
    }

    private static ImputationModel fit(Sensors sensors, int threads) {
        return Trainers.fit(sensors.table(), sensors.timeline(), settings(threads), Progress.SILENT, null);
    }

    /** Mean squared error of the cells of a feature that are missing in the rows, in the order of time. */
    private static double error(ImputationModel model, Sensors sensors, int feature, boolean context) {
        ContextImputer imputer = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1);
        KeyMemory[] memory = new KeyMemory[8];
        Arrays.setAll(memory, k -> new KeyMemory(FEATURES));
        double sum = 0;
        int count = 0;
        for (int i : sensors.timeline().order()) {
            KeyMemory mine = memory[sensors.timeline().keys()[i]];
            long time = sensors.timeline().times()[i];
            imputer.impute(sensors.rows().get(i), time, mine);
            if (Double.isNaN(sensors.rows().get(i)[feature])) {
                double truth = sensors.truth().get(i)[feature];
                double error = FEATURES.get(feature).isContinuous()
                        ? imputer.mean(feature) - truth
                        : imputer.value(feature) == truth ? 0 : 1;
                sum += error * error;
                count++;
            }
            if (context) {
                imputer.remember(mine, i);
            }
        }
        return sum / count;
    }

    @Test
    void thePastOfSensorsIsTakenAndFillsBetter() {
        ImputationModel model = fit(Sensors.of(6, 300, 1), 2);
        Sensors fresh = Sensors.of(6, 200, 2);
        assertThat(model.context()).isNotNull();
        assertThat(error(model, fresh, 0, true)).isLessThan(0.5 * error(model, fresh, 0, false));
        assertThat(error(model, fresh, 1, true)).isLessThan(0.5 * error(model, fresh, 1, false));
        assertThat(error(model, fresh, 3, true)).isLessThan(0.7 * error(model, fresh, 3, false));
        assertThat(error(model, fresh, 2, true)).isLessThan(1.02 * error(model, fresh, 2, false));
        Map<String, String> made = model.provenance().entries();
        assertThat(made).containsEntry("fit.context.keys", "6").containsEntry("fit.context.step", "60000.0");
        assertThat(made.get("fit.context.values"))
                .contains("slow", "follows", "state")
                .doesNotContain("noise");
    }

    /** Sensors whose levels wander apart slowly, and whose changes from minute to minute are mostly shared. */
    private static Sensors together(int keys, int records, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Sensors sensors = Sensors.of(keys, records, seed);
        double[][] at = new double[keys][3];
        for (int i = 0; i < sensors.rows().size(); i++) {
            double[] mine = at[sensors.timeline().keys()[i]];
            mine[0] = 0.7 * mine[0] + 0.7 * random.nextGaussian();
            mine[1] = 0.999 * mine[1] + 0.08 * random.nextGaussian();
            mine[2] = 0.999 * mine[2] + 0.08 * random.nextGaussian();
            for (int j = 0; j < 2; j++) {
                double value = mine[0] + 3 * mine[1 + j];
                sensors.truth().get(i)[j] = value;
                double[] row = sensors.rows().get(i);
                row[j] = Double.isNaN(row[j]) ? row[j] : value;
            }
        }
        return sensors;
    }

    private static ImputationModel withoutFollowing(ImputationModel model) {
        ContextTables tables = Objects.requireNonNull(model.context());
        List<FeatureContext> features = tables.features().stream()
                .map(own -> own.withFollowing(Following.NONE))
                .toList();
        return new ImputationModel(
                model.features(),
                model.members(),
                model.provenance(),
                new ContextTables(tables.step(), tables.calendar(), features, tables.precision()),
                model.supports(),
                model.relations(),
                model.weights());
    }

    @Test
    void numbersThatChangeTogetherFollowEachOther() {
        ImputationModel model = fit(together(6, 300, 1), 2);
        assertThat(model.provenance().entries()).containsEntry("fit.context.following", "slow,follows");
        Sensors fresh = together(6, 200, 2);
        ImputationModel alone = withoutFollowing(model);
        assertThat(error(model, fresh, 0, true)).isLessThan(0.8 * error(alone, fresh, 0, true));
        assertThat(error(model, fresh, 1, true)).isLessThan(0.8 * error(alone, fresh, 1, true));
    }

    @Test
    void ofShuffledRowsNothingIsTaken() {
        Sensors shuffled = Sensors.of(6, 300, 1).shuffled(4);
        ImputationModel model = fit(shuffled, 2);
        assertThat(model.context()).isNull();
        assertThat(model.provenance().entries())
                .containsEntry("fit.context.values", "")
                .containsEntry("fit.context.residuals", "");
        ImputationModel plain = Trainers.fit(shuffled.table(), settings(2), Progress.SILENT);
        assertThat(ModelArtifact.write(model.with(plain.provenance()))).isEqualTo(ModelArtifact.write(plain));
    }

    @Test
    void theSameRowsGiveTheSameBytesOnAnyNumberOfThreads() throws ArtifactException {
        Sensors sensors = Sensors.of(3, 120, 5);
        byte[] one = ModelArtifact.write(fit(sensors, 1));
        assertThat(ModelArtifact.write(fit(sensors, 2))).isEqualTo(one);
        assertThat(ModelArtifact.write(ModelArtifact.read(one))).isEqualTo(one);
    }

    @Test
    void theModelOfMeansHasContextToo() {
        Sensors sensors = Sensors.of(4, 300, 6);
        FitSettings marginal = new FitSettings("marginal", 3, Duration.ofSeconds(5), 1, Map.of());
        ImputationModel model = Trainers.fit(sensors.table(), sensors.timeline(), marginal, Progress.SILENT, null);
        assertThat(error(model, sensors, 0, true)).isLessThan(0.5 * error(model, sensors, 0, false));
    }
}
