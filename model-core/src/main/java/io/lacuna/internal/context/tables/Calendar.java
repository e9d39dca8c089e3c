package io.lacuna.internal.context.tables;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Calendar cycles as columns after a model's features: each cycle gives two columns, sine and cosine of the position of
 * the record's time in the cycle. Members are fitted to the features with these columns; the columns are observed where
 * the record's time is known, and are never filled. Immutable.
 *
 * @param cycles in the order of their columns, each once
 */
public record Calendar(List<Cycle> cycles) {
    public static final Calendar NONE = new Calendar(List.of());

    private static final int COLUMNS_EACH = 2;

    public Calendar {
        cycles = List.copyOf(cycles);
        if (cycles.stream().distinct().count() != cycles.size()) {
            throw new IllegalArgumentException("a cycle appears twice: " + cycles);
        }
    }

    /** A cycle of the calendar, of times in milliseconds since 1970 UTC. */
    public enum Cycle {
        DAY(86_400_000L, 0),
        /** Begins on Monday: 1 January 1970 was a Thursday. */
        WEEK(7 * 86_400_000L, 3 * 86_400_000L);

        private final long millis;
        private final long shift;

        Cycle(long millis, long shift) {
            this.millis = millis;
            this.shift = shift;
        }

        /** Length in milliseconds. */
        public long millis() {
            return millis;
        }

        /** Position of a time in the cycle, from 0 to 2 pi. */
        double angle(long time) {
            return 2 * Math.PI * Math.floorMod(time + shift, millis) / millis;
        }
    }

    public boolean isNone() {
        return cycles.isEmpty();
    }

    /** The table with the columns behind its features; rows are copies, or those of the table where there is no cycle. */
    public Table behind(Table table, long[] times) {
        if (isNone()) {
            return table;
        }
        int d = table.features().size();
        List<double[]> rows = new ArrayList<>(table.size());
        for (int i = 0; i < table.size(); i++) {
            double[] row = Arrays.copyOf(table.row(i), d + columns());
            write(times[i], row, d);
            rows.add(row);
        }
        return new Table(behind(table.features()), rows);
    }

    /** Number of columns. */
    public int columns() {
        return COLUMNS_EACH * cycles.size();
    }

    /** The features followed by the columns; the features themselves where there is no cycle. */
    public Features behind(Features features) {
        if (isNone()) {
            return features;
        }
        List<Feature> all = new ArrayList<>(features.list());
        for (Cycle cycle : cycles) {
            // A record field cannot have this name.
            all.add(Feature.continuous("\0" + cycle + ".sin"));
            all.add(Feature.continuous("\0" + cycle + ".cos"));
        }
        return new Features(all);
    }

    /**
     * Writes the cells of the columns. The same time gives the same bits on every machine.
     *
     * @param time milliseconds since 1970 UTC
     * @param at index in {@code into} of the first column
     */
    public void write(long time, double[] into, int at) {
        for (int i = 0; i < cycles.size(); i++) {
            double angle = cycles.get(i).angle(time);
            into[at + COLUMNS_EACH * i] = StrictMath.sin(angle);
            into[at + COLUMNS_EACH * i + 1] = StrictMath.cos(angle);
        }
    }

    /** Writes the cells as missing, for a record whose time is unknown. */
    public void writeMissing(double[] into, int at) {
        Arrays.fill(into, at, at + columns(), Double.NaN);
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(cycles.size());
        for (Cycle cycle : cycles) {
            out.writeByte(cycle.ordinal());
        }
    }

    static Calendar read(DataInput in) throws IOException {
        List<Cycle> cycles = new ArrayList<>();
        for (int i = in.readUnsignedByte(); i > 0; i--) {
            int ordinal = in.readUnsignedByte();
            if (ordinal >= Cycle.values().length || cycles.contains(Cycle.values()[ordinal])) {
                throw new IOException("unknown or repeated cycle of the calendar " + ordinal);
            }
            cycles.add(Cycle.values()[ordinal]);
        }
        return cycles.isEmpty() ? NONE : new Calendar(cycles);
    }
}
