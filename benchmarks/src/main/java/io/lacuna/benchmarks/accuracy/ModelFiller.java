package io.lacuna.benchmarks.accuracy;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.evaluation.CentralIntervals;
import io.lacuna.internal.evaluation.LiveIntervals;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A model that fills with or without the memory of a row's key. With live scores, intervals are corrected as in the
 * stream with default settings: some rows have cells hidden at random, and some gaps that end are filled once more as
 * the gap would have been; both say how wide the intervals of each feature and age must be.
 */
final class ModelFiller implements PastFiller {
    private static final double MASS = 0.9;
    private static final double SCORE_SHARE = 0.05;
    private static final double GAP_END_SHARE = 5 * SCORE_SHARE;
    private static final double MASK_RATE = 0.2;

    /** One model fills all rows. */
    private static final long MODEL_ID = 1;

    private final ImputationModel model;
    private final @Nullable ContextTables tables;
    private final boolean remembers;
    private final ContextImputer imputer;
    private final CentralIntervals ends;
    private final ContextImputer scorer;
    private final CentralIntervals scoredEnds;
    private final @Nullable LiveIntervals live;
    private final SplittableRandom random = new SplittableRandom(MODEL_ID);
    private final KeyMemory memory;
    private final Map<Integer, byte[]> memories = new HashMap<>();
    private double[] row = {};
    private int key;
    private long time;
    private long offset;

    private ModelFiller(ImputationModel model, boolean remembers, @Nullable LiveIntervals live) {
        this.model = model;
        this.remembers = remembers;
        this.live = live;
        tables = model.context();
        imputer = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), MODEL_ID);
        ends = new CentralIntervals(imputer, model.features().size(), MASS);
        scorer = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), MODEL_ID);
        scoredEnds = new CentralIntervals(scorer, model.features().size(), MASS);
        memory = new KeyMemory(model.features());
    }

    /** The model without the memory of a key. */
    static ModelFiller alone(ImputationModel model) {
        return new ModelFiller(model, false, null);
    }

    /** The model with the memory of a key. */
    static ModelFiller withContext(ImputationModel model) {
        return new ModelFiller(model, true, null);
    }

    /** The model with the memory of a key, and intervals that live scores correct. */
    static ModelFiller inTheStream(ImputationModel model) {
        return new ModelFiller(model, true, new LiveIntervals(MASS));
    }

    @Override
    public void fill(double[] cells, int ofKey, long at) {
        row = cells;
        key = ofKey;
        time = at;
        byte[] known = memories.get(key);
        if (known == null) {
            memory.clear();
        } else {
            memory.read(known);
        }
        imputer.impute(row, time, memory);
        ends.find();
    }

    @Override
    public double mean(int feature) {
        return imputer.mean(feature);
    }

    @Override
    public boolean holds(int feature, double value) {
        return ends.hold(feature, live == null ? 1 : live.of(name(feature)), value);
    }

    @Override
    public void remember() {
        if (!remembers) {
            return;
        }
        if (live != null) {
            score(live);
        }
        imputer.remember(memory, offset++);
        memories.put(key, memory.toBytes());
    }

    private void score(LiveIntervals learning) {
        double drawn = random.nextDouble();
        double[] masked = row.clone();
        List<LiveIntervals.Score> scores = new ArrayList<>();
        if (drawn < SCORE_SHARE) {
            Masks.hideAtRandom(row, MASK_RATE, row.length, random, masked);
            score(masked, learning, scores);
        }
        if (drawn < GAP_END_SHARE) {
            for (int j = 0; j < row.length; j++) {
                boolean gapEnds = !Double.isNaN(row[j]) && memory.knows(j) && !memory.isOfNewest(j);
                masked[j] = gapEnds ? Double.NaN : row[j];
            }
            score(masked, learning, scores);
        }
        learning.learn(scores);
    }

    private void score(double[] masked, LiveIntervals stretches, List<LiveIntervals.Score> into) {
        scorer.impute(masked, time, memory);
        scoredEnds.find();
        for (int j = 0; j < row.length; j++) {
            if (Masks.isHidden(row, masked, j) && model.features().get(j).isContinuous()) {
                boolean held = scoredEnds.hold(j, stretches.of(name(j)), row[j]);
                into.add(new LiveIntervals.Score(name(j), held));
            }
        }
    }

    /** The name under which the width of a feature's interval is learnt: by age, where it was observed before. */
    private String name(int feature) {
        String name = model.features().get(feature).name();
        return tables == null || !memory.knows(feature)
                ? name
                : name + '\0' + ContextTables.range(tables.age(time, memory.time(feature)));
    }
}
