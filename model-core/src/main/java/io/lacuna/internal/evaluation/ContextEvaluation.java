package io.lacuna.internal.evaluation;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores a model with context on masked cells. The masked rows are visited in the order of time, so that hidden values
 * are not remembered. Immutable.
 *
 * @param scores scores by feature and of all features, as for a model without context
 * @param ages scores by age of the hidden cells, without hidden cells of features that were never observed before
 */
public record ContextEvaluation(MaskedEvaluation scores, List<AgeScore> ages) {
    /** One model fills all rows. */
    private static final long MODEL_ID = 1;

    /**
     * @param fromSteps smallest age of the range, in the model's steps; the range ends where the next one begins
     * @param cells number of hidden numbers
     * @param rmse rmse with context
     * @param aloneRmse rmse of the model without memory
     * @param lastRmse rmse of the feature's last value, carried forward
     * @param coverage coverage of the intervals with context
     * @param aloneCoverage coverage of the intervals without context
     */
    public record AgeScore(
            int fromSteps,
            long cells,
            double rmse,
            double aloneRmse,
            double lastRmse,
            double coverage,
            double aloneCoverage) {}

    /**
     * Fills the masked rows in the order of time and compares the result with the true values.
     *
     * @param model a model with context
     * @param masks the hidden cells
     * @param timeline time and key of the rows
     * @param earlier rows to remember before the first row is filled; null if there are none
     * @param scale d standard deviations, the units of the errors; 1 for categories
     * @param mass probability of the central interval, such as 0.9
     */
    public static ContextEvaluation of(
            ImputationModel model,
            InferenceSettings settings,
            Table truth,
            Masks masks,
            Timeline timeline,
            @Nullable Earlier earlier,
            double[] scale,
            double mass) {
        Walk walk = new Walk(model, settings, new HiddenRows(truth, masks, timeline, scale), mass);
        if (earlier != null) {
            walk.remember(earlier);
        }
        return walk.run();
    }

    /**
     * Rows of the same keys that are not scored.
     *
     * @param table the rows
     * @param timeline their times and keys
     */
    public record Earlier(Table table, Timeline timeline) {}

    /** The rows with hidden cells, in time, and the units of their errors. */
    private record HiddenRows(Table truth, Masks masks, Timeline timeline, double[] scale) {}

    private static final class Walk {
        private final Features features;
        private final ContextTables tables;
        private final ContextImputer imputer;
        private final Imputer alone;
        private final HiddenRows rows;
        private final double mass;
        private final KeyMemory memory;
        private final Map<Integer, byte[]> memories = new HashMap<>();
        private final ScoreSum[] sums;
        private final WorstCells worst = new WorstCells();
        private final ScoreSum[][] byAge = new ScoreSum[ContextTables.ages().length][];
        private final CellErrors[] last = new CellErrors[byAge.length];

        Walk(ImputationModel model, InferenceSettings settings, HiddenRows rows, double mass) {
            features = model.features();
            ContextTables context = model.context();
            if (context == null) {
                throw new IllegalArgumentException("a model without context has no scores by age");
            }
            tables = context;
            imputer = new ContextImputer(model, model.newImputer(settings), MODEL_ID);
            alone = model.newImputer(settings);
            this.rows = rows;
            this.mass = mass;
            memory = new KeyMemory(features);
            sums = ScoreSum.of(features);
            for (int range = 0; range < byAge.length; range++) {
                byAge[range] = new ScoreSum[] {new ScoreSum(""), new ScoreSum("")};
                last[range] = new CellErrors();
            }
        }

        void remember(Earlier earlier) {
            for (int i : earlier.timeline().order()) {
                recall(earlier.timeline().keys()[i]);
                imputer.impute(earlier.table().row(i), earlier.timeline().times()[i], memory);
                imputer.remember(memory, i);
                memories.put(earlier.timeline().keys()[i], memory.toBytes());
            }
        }

        private void recall(int key) {
            byte[] known = memories.get(key);
            if (known == null) {
                memory.clear();
            } else {
                memory.read(known);
            }
        }

        ContextEvaluation run() {
            for (int i : rows.timeline().order()) {
                visit(i);
            }
            List<AgeScore> ages = new ArrayList<>();
            for (int range = 0; range < byAge.length; range++) {
                MaskedEvaluation.FeatureScore with = byAge[range][0].score();
                MaskedEvaluation.FeatureScore without = byAge[range][1].score();
                ages.add(new AgeScore(
                        ContextTables.ages()[range],
                        with.cells(),
                        with.rmse(),
                        without.rmse(),
                        last[range].rmse(),
                        with.coverage(),
                        without.coverage()));
            }
            return new ContextEvaluation(MaskedEvaluation.of(sums, worst), List.copyOf(ages));
        }

        private void visit(int i) {
            long time = rows.timeline().times()[i];
            recall(rows.timeline().keys()[i]);
            double[] row = rows.masks().table().row(i);
            imputer.impute(row, time, memory);
            boolean inferredAlone = false;
            for (int j = 0; j < features.size(); j++) {
                if (rows.masks().hidden()[i][j]) {
                    boolean number = features.get(j).isContinuous();
                    double value = rows.truth().row(i)[j];
                    sums[j].add(imputer, number, j, value, rows.scale()[j], mass);
                    sums[features.size()].add(imputer, number, j, value, rows.scale()[j], mass);
                    worst.add(imputer, number, i, j, value, rows.scale()[j]);
                    if (number && memory.knows(j)) {
                        if (!inferredAlone) {
                            alone.impute(row, time);
                            inferredAlone = true;
                        }
                        byAge(j, value, time);
                    }
                }
            }
            imputer.remember(memory, i);
            memories.put(rows.timeline().keys()[i], memory.toBytes());
        }

        private void byAge(int j, double value, long time) {
            int range = ContextTables.range(tables.age(time, memory.time(j)));
            byAge[range][0].add(imputer, true, j, value, rows.scale()[j], mass);
            byAge[range][1].add(alone, true, j, value, rows.scale()[j], mass);
            last[range].number((memory.value(j) - value) / rows.scale()[j], false);
        }
    }
}
