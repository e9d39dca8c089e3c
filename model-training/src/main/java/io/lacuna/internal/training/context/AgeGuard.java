package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.JointFill;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import java.util.List;

/**
 * Keeps fills from being worse than the model's own at any age. A sum over all ages does not show this, because most hidden
 * cells are young and gain much.
 *
 * <p>First, a feature's past counts in a range of ages only if it fills the hidden cells of these ages better. Then, because
 * numbers that are filled together also move with the past of the other missing features, context moves a number at an
 * age only if its hidden cells of that age show that this helps. Hidden cells in fewer than four blocks of rows show
 * nothing, and the model fills alone. If a feature's gain is within a standard error of zero, the cells of all features at that
 * age decide.
 */
final class AgeGuard {
    private static final int RANGES = ContextTables.ages().length;
    private static final int KINDS = FeatureContext.kinds();

    private final Features features;
    private final LabelPast[] labels;
    private final List<Trial> trials;
    private final int blocks;
    private final JointFill fill;

    /**
     * @param labels by feature; not used for numbers
     * @param precision the one with which numbers are filled together; empty for separately
     */
    AgeGuard(Features features, LabelPast[] labels, List<Trial> trials, int blocks, float[] precision) {
        this.features = features;
        this.labels = labels;
        this.trials = trials;
        this.blocks = blocks;
        fill = new JointFill(features.size(), precision);
    }

    /** The contexts without the ranges of ages in which they do not help. */
    FeatureContext[] apply(FeatureContext[] all) {
        FeatureContext[] kept = all.clone();
        // Numbers that are filled together change each other, so what is left is judged again.
        boolean changed = true;
        while (changed) {
            changed = remove(kept);
        }
        move(kept);
        return kept;
    }

    private void move(FeatureContext[] kept) {
        BlockGain[][] gains = gains(kept);
        BlockGain[] ofAll = new BlockGain[KINDS];
        for (int kind = 0; kind < KINDS; kind++) {
            ofAll[kind] = new BlockGain(blocks);
            for (BlockGain[] ofFeature : gains) {
                ofAll[kind].add(ofFeature[kind]);
            }
        }
        for (int j = 0; j < kept.length; j++) {
            if (features.get(j).isContinuous()) {
                boolean[] moves = new boolean[KINDS];
                for (int kind = 0; kind < KINDS; kind++) {
                    BlockGain own = gains[j][kind];
                    moves[kind] = own.isSure(1, 0) || own.isSure(-1, -1) && ofAll[kind].isSure(1, 0);
                }
                kept[j] = kept[j].withMoves(moves);
            }
        }
    }

    private boolean remove(FeatureContext[] kept) {
        BlockGain[][] gains = gains(kept);
        boolean changed = false;
        for (int j = 0; j < kept.length; j++) {
            FeatureContext none = FeatureContext.none(kept[j].mean(), kept[j].sd());
            for (int range = 0; range < RANGES; range++) {
                if (!kept[j].isNone(range) && !gains[j][range].isSure(0, 0)) {
                    kept[j] = kept[j].with(range, none, 1, 0);
                    changed = true;
                }
            }
        }
        return changed;
    }

    /** By feature and kind of missing cell, the gain over the model alone. */
    private BlockGain[][] gains(FeatureContext[] kept) {
        BlockGain[][] gains = new BlockGain[kept.length][KINDS];
        for (BlockGain[] ofFeature : gains) {
            for (int kind = 0; kind < KINDS; kind++) {
                ofFeature[kind] = new BlockGain(blocks);
            }
        }
        for (Trial trial : trials) {
            JointChoice.run(fill, features, kept, trial);
            for (int i = 0, at = 0; i < trial.feature().length; i++) {
                int j = trial.feature()[i];
                boolean number = features.get(j).isContinuous();
                boolean remembers = trial.remembers(i) && !kept[j].isNone();
                if (trial.tells(i) && (number || remembers)) {
                    BlockGain gain = gains[j][FeatureContext.kind(remembers, trial.steps()[i])];
                    if (number) {
                        double alone = trial.mean()[i] - trial.truth()[i];
                        double error = fill.mean(at) - trial.truth()[i];
                        gain.add(trial.block(), alone * alone, error * error);
                    } else {
                        double alone = labels[j].loss(trial, i, FeatureContext.none());
                        gain.add(trial.block(), alone, labels[j].loss(trial, i, kept[j]));
                    }
                }
                at += number ? 1 : 0;
            }
        }
        return gains;
    }
}
