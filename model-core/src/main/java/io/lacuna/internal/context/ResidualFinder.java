package io.lacuna.internal.context;

import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.model.Imputer;
import java.util.Arrays;

/**
 * Computes residuals: an observed cell minus the model's prediction of it from the other observed cells of its record,
 * in standard units. Mutable, owned by one thread, no allocation per record.
 */
final class ResidualFinder {
    /** Up to this many cells are left out one by one, for models whose members cannot predict observed cells. */
    private static final int ONE_BY_ONE = 2;

    private final Imputer imputer;
    private final FeatureContext[] contexts;
    private final boolean leavesOneOut;
    private final double[] observedMean;
    private final double[] observedSd;
    private final double[] hidden;
    private final double[] newest;
    private final boolean[] begins;

    /**
     * @param leavesOneOut whether the imputer can predict observed cells
     * @param d number of features
     */
    ResidualFinder(Imputer imputer, FeatureContext[] contexts, boolean leavesOneOut, int d) {
        this.imputer = imputer;
        this.contexts = contexts;
        this.leavesOneOut = leavesOneOut;
        observedMean = new double[d];
        observedSd = new double[d];
        hidden = new double[d];
        newest = new double[d];
        begins = new boolean[d];
    }

    /**
     * Residuals of the observed cells of the record that the imputer inferred last, for features whose residuals count.
     *
     * @param into receives them; other entries are not changed
     */
    void ofObserved(double[] record, float[] into) {
        imputer.leaveOneOut(observedMean, observedSd);
        for (int j = 0; j < record.length; j++) {
            if (!Double.isNaN(record[j]) && contexts[j].usesResidual()) {
                into[j] = (float) ((record[j] - observedMean[j]) / contexts[j].sd());
            }
        }
    }

    /**
     * Residuals of cells that are observed in the key's newest record and missing in this one: their gaps begin here.
     *
     * @param into receives the residuals that exist
     */
    void late(double[] record, KeyMemory memory, float[] into) {
        boolean any = false;
        for (int j = 0; j < begins.length; j++) {
            boolean last = memory.isOfNewest(j);
            newest[j] = last ? memory.value(j) : Double.NaN;
            begins[j] = last && Double.isNaN(record[j]) && contexts[j].usesResidual();
            any |= begins[j];
        }
        if (any) {
            find(newest, memory.time(), begins, into);
        }
    }

    /**
     * Computes residuals of some cells of a record. If the model can predict observed cells, each cell is predicted
     * from all others. Otherwise, if many cells are requested, they are predicted from the cells that are not
     * requested; the requested cells must then be those that are missing in the key's next record. Afterwards the
     * imputer has no current record.
     *
     * @param record d cells, NaN = missing; only read
     * @param at its time
     * @param of the requested cells, observed and of features whose residuals count
     * @param into receives the residuals; NaN for cells that are not requested
     */
    void find(double[] record, long at, boolean[] of, float[] into) {
        Arrays.fill(into, Float.NaN);
        if (leavesOneOut) {
            imputer.impute(record, at);
            imputer.leaveOneOut(observedMean, observedSd);
            for (int j = 0; j < of.length; j++) {
                into[j] = of[j] ? (float) ((record[j] - observedMean[j]) / contexts[j].sd()) : Float.NaN;
            }
            return;
        }
        int count = 0;
        for (boolean asked : of) {
            count += asked ? 1 : 0;
        }
        System.arraycopy(record, 0, hidden, 0, record.length);
        for (int j = 0; j < of.length && count <= ONE_BY_ONE; j++) {
            if (of[j]) {
                hidden[j] = Double.NaN;
                imputer.impute(hidden, at);
                hidden[j] = record[j];
                into[j] = residual(j, record[j]);
            }
        }
        if (count > ONE_BY_ONE) {
            for (int j = 0; j < of.length; j++) {
                hidden[j] = of[j] ? Double.NaN : record[j];
            }
            imputer.impute(hidden, at);
            for (int j = 0; j < of.length; j++) {
                into[j] = of[j] ? residual(j, record[j]) : Float.NaN;
            }
        }
    }

    private float residual(int j, double value) {
        return (float) ((value - imputer.mean(j)) / contexts[j].sd());
    }
}
