package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.inference.relation.LinearRelation;
import io.lacuna.internal.inference.relation.LinearRelations;
import io.lacuna.internal.inference.relation.RelatedRounding;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.FillRule;
import io.lacuna.internal.model.GapValues;
import io.lacuna.internal.record.FilledCells;
import io.lacuna.internal.record.RecordMapping;
import org.jspecify.annotations.Nullable;

/**
 * The values for the gaps of a record, rounded as its fields are, so that exact relations of the model hold among the rounded
 * numbers too. Without relations, with fields that hold any number, and with a rule whose values satisfy no relations, the
 * values are the rule's own. Mutable; one thread owns it. A record allocates nothing, unless its fields are rounded otherwise than those
 * of the record before.
 */
final class RelatedValues implements GapValues {
    private final LinearRelations relations;
    private final Features features;
    private final CellPredictions predictions;
    private final GapValues values;

    /** The mapping of the steps. */
    private @Nullable RecordMapping of;

    /** By feature of a relation, the step between the numbers that its field can hold; 0 for others. */
    private final double[] step;

    /** Null if no relation has a field with a step. */
    private @Nullable RelatedRounding rounding;

    private final double[] cells;
    private final double[] rounded;
    private final boolean[] gap;

    /**
     * @param rule of the values
     * @param predictions for the records, whose ranges rounded values keep
     */
    RelatedValues(
            LinearRelations relations,
            FillRule rule,
            Features features,
            CellPredictions predictions,
            GapValues values) {
        // Only means and joint draws satisfy the relations before they are rounded.
        this.relations = rule == FillRule.MEAN || rule == FillRule.DRAW ? relations : LinearRelations.NONE;
        this.features = features;
        this.predictions = predictions;
        this.values = values;
        int d = this.relations.isNone() ? 0 : features.size();
        step = new double[d];
        cells = new double[d];
        rounded = new double[d];
        gap = new boolean[d];
    }

    /**
     * Rounds the values for the gaps of a record.
     *
     * @param observation d cells, {@code NaN} = missing
     * @param filled says which gaps stay
     */
    void settle(RecordMapping mapping, double[] observation, FilledCells filled) {
        if (relations.isNone()) {
            return;
        }
        if (mapping != of) {
            begin(mapping);
        }
        if (rounding == null) {
            return;
        }
        for (int j = 0; j < cells.length; j++) {
            gap[j] = Double.isNaN(observation[j]) && features.get(j).isContinuous();
            cells[j] = gap[j] && !filled.leaves(j) ? values.value(j) : observation[j];
            rounded[j] = gap[j] && step[j] > 0 ? Math.rint(cells[j] / step[j]) * step[j] : cells[j];
        }
        rounding.settle(cells, gap, rounded);
    }

    private void begin(RecordMapping mapping) {
        of = mapping;
        boolean any = false;
        boolean same = true;
        for (LinearRelation relation : relations.list()) {
            for (int j : relation.features()) {
                double now = mapping.step(j);
                same &= step[j] == now;
                step[j] = now;
                any |= now > 0;
            }
        }
        // Records of two schemas may take turns; their fields are mostly rounded alike.
        if (!same) {
            rounding = any ? new RelatedRounding(relations, step, predictions::within) : null;
        }
    }

    @Override
    public double value(int feature) {
        return rounding != null && gap[feature] && step[feature] > 0 ? rounded[feature] : values.value(feature);
    }

    @Override
    public double probability(int feature, int category) {
        return values.probability(feature, category);
    }
}
