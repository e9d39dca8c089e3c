package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.LabelledMember;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A warm kernel allocates nothing, for every inference method. */
class ImputerAllocationTest {
    private static final int RECORDS = 100;

    /** Measuring allocates a few bytes now and then; this many records that allocate would cost at least sixteen bytes each. */
    private static final long BOUND = 16L * RECORDS;

    private static final long COMPILED_WITHIN = Duration.ofSeconds(60).toNanos();

    private double kept;

    @ParameterizedTest
    @CsvSource({
        "relay-mixture, 6, fits", // all relays have their own covariance
        "relay-mixture, 70, fits", // low rank
        "marginal, 6, none",
        "boosted-trees, 6, rounds",
        "relay-mixture+boosted-trees, 6, fits",
        "svi, 6, epochs",
        "relay, 6, epochs",
        "pseudo-encoded, 6, epochs",
        "gauss-newton, 6, epochs",
        "gauss-newton, 70, epochs", // uses the quadratic form in the last hidden layer
        "natural-gradient, 6, epochs",
        "vae, 6, epochs",
        "qavi, 6, epochs+steps",
        "qavi-mixture, 6, epochs+steps",
        "qavi-flow, 6, epochs+steps",
        "qavi-feature, 6, epochs+steps",
        "metropolis-gibbs, 6, epochs+steps"
    })
    void allocatesNothingForARecordOnceWarm(String method, int d, String few) {
        Table holed = Masks.completelyAtRandom(table(d), 0.4, Seeds.random(1, "holes"))
                .table();
        Map<String, String> options = new HashMap<>();
        for (String option : few.equals("none") ? new String[0] : few.split("\\+")) {
            options.put(option, option.equals("steps") ? "40" : "2");
        }
        FitSettings settings = new FitSettings(method, 1, Duration.ofSeconds(10), 1, options);
        Imputer imputer = Trainers.fit(holed, settings, Progress.SILENT).newImputer(InferenceSettings.DEFAULT);
        assertThat(leastAllocated(imputer, holed)).isLessThan(BOUND);
    }

    @Test
    void allocatesNothingForARecordWithRelations() {
        Table table = table(6);
        table.rows().forEach(row -> row[5] = row[0] + row[1] - row[2]);
        Table holed =
                Masks.completelyAtRandom(table, 0.3, Seeds.random(1, "holes")).table();
        FitSettings settings = new FitSettings("relay-mixture", 1, Duration.ofSeconds(10), 1, Map.of("fits", "2"));
        ImputationModel model = Trainers.fit(holed, settings, Progress.SILENT);
        assertThat(model.relations().list()).hasSize(1);
        assertThat(leastAllocated(model.newImputer(InferenceSettings.DEFAULT), holed))
                .isLessThan(BOUND);
    }

    @Test
    void allocatesNothingWhereRelationsCorrectLabels() {
        List<Feature> features = new ArrayList<>(table(3).features().list());
        features.add(Feature.binary("above"));
        features.add(Feature.binary("below"));
        Table related = new Table(
                new Features(features),
                table(3).rows().stream()
                        .map(row -> {
                            double[] cells = Arrays.copyOf(row, 5);
                            cells[3] = row[0] > 0 ? 1 : 0;
                            cells[4] = 1 - cells[3];
                            return cells;
                        })
                        .toList());
        Table holed =
                Masks.completelyAtRandom(related, 0.3, Seeds.random(1, "holes")).table();
        FitSettings settings = new FitSettings("relay-mixture", 1, Duration.ofSeconds(10), 1, Map.of("fits", "2"));
        ImputationModel model = Trainers.fit(holed, settings, Progress.SILENT);
        assertThat(model.members().get(0)).isInstanceOf(LabelledMember.class);
        assertThat(leastAllocated(model.newImputer(InferenceSettings.DEFAULT), holed))
                .isLessThan(BOUND);
    }

    /**
     * The fewest bytes for {@link #RECORDS} records in a round; further rounds cannot change that it is below the bound. On a busy
     * machine many rounds pass until the code is compiled, and only then it allocates nothing.
     */
    private long leastAllocated(Imputer imputer, Table holed) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        long began = System.nanoTime();
        while (least >= BOUND && System.nanoTime() - began < COMPILED_WITHIN) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < RECORDS; i++) {
                fill(imputer, holed.row(i));
            }
            least = Math.min(
                    least,
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        return least;
    }

    private final double[] lower = new double[128];
    private final double[] upper = new double[128];

    private void fill(Imputer imputer, double[] record) {
        imputer.impute(record);
        imputer.intervals(0.9, lower, upper);
        for (int j = 0; j < record.length; j++) {
            if (Double.isNaN(record[j]) && j > 2 && record.length == 5) {
                kept += imputer.value(j) + imputer.probability(j, 0);
            } else if (Double.isNaN(record[j])) {
                kept += imputer.value(j) + imputer.sd(j) + imputer.quantile(j, 0.05) + imputer.quantile(j, 0.95);
            }
        }
    }

    /** Columns that share two factors. */
    private static Table table(int d) {
        SplittableRandom random = new SplittableRandom(d);
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            features.add(Feature.continuous("x" + j));
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 2 * RECORDS; i++) {
            double first = random.nextGaussian();
            double second = random.nextGaussian();
            double[] row = new double[d];
            Arrays.setAll(row, j -> (j % 2 == 0 ? first : second) + 0.3 * random.nextGaussian());
            rows.add(row);
        }
        return new Table(new Features(features), rows);
    }
}
