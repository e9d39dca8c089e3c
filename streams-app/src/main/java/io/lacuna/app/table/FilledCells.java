package io.lacuna.app.table;

import io.lacuna.data.Features;
import io.lacuna.internal.numerics.SampleMoments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was filled where: by feature its observed and filled cells, and the filled ones by blocks of rows. The blocks grow with
 * the table. Mutable, owned by one thread.
 */
public final class FilledCells {
    /** More rows make the blocks longer. */
    static final int MOST_BLOCKS = 40;

    private final Features features;
    private final Column[] columns;
    private long row = -1;
    private long rowsPerBlock = 1;

    private static final class Column {
        final SampleMoments observed = new SampleMoments();
        final SampleMoments filled = new SampleMoments();
        final SampleMoments sds = new SampleMoments();
        final long[] blocks = new long[MOST_BLOCKS];
        long fills;
    }

    FilledCells(Features features) {
        this.features = features;
        columns = new Column[features.size()];
        for (int f = 0; f < columns.length; f++) {
            columns[f] = new Column();
        }
    }

    /** The next row of the table. */
    void nextRow() {
        row++;
        if (row / rowsPerBlock < MOST_BLOCKS) {
            return;
        }
        rowsPerBlock *= 2;
        for (Column column : columns) {
            for (int b = 0; b < MOST_BLOCKS; b++) {
                column.blocks[b] = b < MOST_BLOCKS / 2 ? column.blocks[2 * b] + column.blocks[2 * b + 1] : 0;
            }
        }
    }

    void observed(int feature, double value) {
        columns[feature].observed.add(value);
    }

    /** @param sd of a number; 0 for other features */
    void filled(int feature, double value, double sd) {
        Column column = columns[feature];
        column.fills++;
        if (Double.isFinite(value) && Double.isFinite(sd)) {
            column.filled.add(value);
            column.sds.add(sd);
        }
        column.blocks[(int) (row / rowsPerBlock)]++;
    }

    /** Rows of a block; the last block may have fewer. */
    public long rowsPerBlock() {
        return rowsPerBlock;
    }

    /** By feature: observed and filled cells; of numbers, their means and the mean standard deviation of a filled cell. */
    public List<Map<String, Object>> entries() {
        List<Map<String, Object>> entries = new ArrayList<>();
        int blocks = row < 0 ? 0 : (int) (row / rowsPerBlock) + 1;
        for (int f = 0; f < columns.length; f++) {
            Column column = columns[f];
            boolean number = features.get(f).isContinuous();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("feature", features.get(f).name());
            entry.put("observed", column.observed.count());
            entry.put("filled", column.fills);
            entry.put("observedMean", mean(number, column.observed));
            entry.put("filledMean", mean(number, column.filled));
            entry.put("meanSd", mean(number, column.sds));
            List<Long> where = new ArrayList<>();
            for (int b = 0; b < blocks; b++) {
                where.add(column.blocks[b]);
            }
            entry.put("filledByRows", where);
            entries.add(entry);
        }
        return entries;
    }

    private static @Nullable Double mean(boolean number, SampleMoments of) {
        return number && of.count() > 0 ? of.mean() : null;
    }
}
