package io.lacuna.app.table.past;

import io.lacuna.data.Table;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memories of the keys while a table is filled in the order of its rows. If the rows are not in the order of their
 * times, the table is first walked in time order and the memory before each row is kept, so that the rows can be filled
 * in their own order. Mutable, owned by one thread.
 */
public final class TablePast {
    /** One model fills all rows, so residuals need no model id. */
    private static final long MODEL_ID = 1;

    private final ContextImputer imputer;
    private final int features;
    private final RowTimes rows;
    private final KeyMemory memory;
    private final KeyMemory empty;

    /** Memories by key. */
    private final Map<Integer, byte[]> memories = new HashMap<>();

    /** Memory before each row; null if rows are in time order. */
    private byte @Nullable [][] before;

    private long offset;

    /**
     * @param model a model with context
     * @param imputer an imputer of that model
     * @param rows times and keys of the table to fill
     */
    public TablePast(ImputationModel model, Imputer imputer, RowTimes rows) {
        this.imputer = new ContextImputer(model, imputer, MODEL_ID);
        this.rows = rows;
        features = model.features().size();
        memory = new KeyMemory(model.features());
        empty = new KeyMemory(model.features());
    }

    /**
     * Remembers rows of another table that are earlier than the first row of the table to fill.
     *
     * @return number of rows that are not earlier
     */
    public long prime(Table earlier, RowTimes its, boolean byTime) {
        long late = 0;
        long first = rows.first();
        for (int i : its.timeline().order()) {
            if (its.keys()[i] == RowTimes.NO_PAST) {
                continue;
            }
            if (byTime && its.times()[i] >= first) {
                late++;
                continue;
            }
            impute(earlier.row(i), its.keys()[i], its.times()[i]);
            keep(its.keys()[i]);
        }
        return late;
    }

    /** Whether {@link #walk} must be called before rows are filled. */
    public boolean isOutOfOrder() {
        return !rows.isInOrder();
    }

    /** Walks the table to fill in time order. */
    public void walk(Table table) {
        byte[][] kept = new byte[table.size()][];
        for (int i : rows.timeline().order()) {
            int key = rows.keys()[i];
            if (key != RowTimes.NO_PAST) {
                byte[] known = memories.get(key);
                kept[i] = known == null ? empty.toBytes() : known;
                impute(table.row(i), key, rows.times()[i]);
                keep(key);
            }
        }
        before = kept;
    }

    /** Infers a row of the table to fill with its key's memory. */
    public void impute(int row, double[] observation) {
        int key = rows.keys()[row];
        if (key == RowTimes.NO_PAST) {
            imputer.impute(observation, rows.times()[row], empty);
        } else if (before != null) {
            memory.read(before[row]);
            imputer.impute(observation, rows.times()[row], memory);
        } else {
            impute(observation, key, rows.times()[row]);
        }
    }

    private void impute(double[] observation, int key, long time) {
        byte[] known = memories.get(key);
        if (known == null) {
            memory.clear();
        } else {
            memory.read(known);
        }
        imputer.impute(observation, time, memory);
    }

    /** Adds the row that was inferred last to its key's memory; the imputer's current record stays. */
    public void remember(int row) {
        int key = rows.keys()[row];
        if (key != RowTimes.NO_PAST && before == null) {
            keep(key);
        }
    }

    private void keep(int key) {
        imputer.remember(memory, offset++);
        memories.put(key, memory.toBytes());
    }

    /** The predictions for the row that was inferred last. */
    public CellPredictions says() {
        return imputer;
    }

    /** Whether the memory fills at least one cell of that row. */
    public boolean usesContext() {
        for (int j = 0; j < features; j++) {
            if (imputer.usesContext(j)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a cell of that row is filled with the memory. */
    public boolean usesContext(int feature) {
        return imputer.isMoved(feature);
    }
}
