package io.lacuna.internal.context;

import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import java.util.Arrays;

/**
 * The parts of a key's memory that fill the missing cells of one record, by feature. Mutable, owned by one thread, no
 * allocation per record.
 */
final class PastSources {
    private final FeatureContext[] contexts;
    private final long modelId;
    private final long maxAge;
    private final boolean[] used;
    private final long[] time;
    private final long[] offset;
    private final double[] value;
    private final float[] residual;
    private final float[] slow;
    private final float[] change;

    /**
     * @param modelId residuals of other models do not count
     * @param maxAge values with a larger age do not count, in the unit of times
     * @param d number of features
     */
    PastSources(FeatureContext[] contexts, long modelId, long maxAge, int d) {
        this.contexts = contexts;
        this.modelId = modelId;
        this.maxAge = maxAge;
        used = new boolean[d];
        time = new long[d];
        offset = new long[d];
        value = new double[d];
        residual = new float[d];
        slow = new float[d];
        change = new float[d];
    }

    void clear() {
        Arrays.fill(used, false);
    }

    /**
     * Reads the memory of a missing cell's feature, if it counts at its age.
     *
     * @param now time of the record
     * @param late residual that was found after the memory was written; NaN if there is none
     * @param changed expected change up to the record; NaN if unknown
     * @return whether something of it counts
     */
    boolean read(int j, ContextTables tables, KeyMemory memory, long now, float late, float changed) {
        double steps = tables.age(now, memory.time(j));
        if (Math.abs((double) now - memory.time(j)) > maxAge) {
            return false;
        }
        FeatureContext own = contexts[j];
        boolean current = memory.modelId() == modelId;
        float known = !Float.isNaN(late) ? late : current ? memory.residual(j) : Float.NaN;
        residual[j] = ContextTables.at(own.rho(), steps, 0) == 0 ? Float.NaN : known;
        slow[j] = !current || ContextTables.slowAt(own.slow(), steps) == 0 ? 0 : memory.slow(j);
        boolean counts = own.countsValue(steps, changed);
        used[j] = counts || !Float.isNaN(residual[j]) || slow[j] != 0;
        time[j] = memory.time(j);
        offset[j] = memory.offset(j);
        value[j] = counts ? memory.value(j) : Double.NaN;
        change[j] = changed;
        return used[j];
    }

    /** The cell is filled by the model alone. */
    void drop(int j) {
        used[j] = false;
    }

    boolean isUsed(int j) {
        return used[j];
    }

    long time(int j) {
        return time[j];
    }

    long offset(int j) {
        return offset[j];
    }

    double value(int j) {
        return value[j];
    }

    float residual(int j) {
        return residual[j];
    }

    float slow(int j) {
        return slow[j];
    }

    /** Expected change since the value, in standard units; NaN if unknown. */
    float change(int j) {
        return change[j];
    }
}
