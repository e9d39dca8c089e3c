package io.lacuna.app.table.column;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Frequency and first line of each of the first distinct texts of a column. Texts beyond its capacity are counted
 * together. Mutable, owned by one thread.
 */
final class LabelCounts {
    /** One text. */
    static final class Label {
        final String text;

        /** Line of the first cell with this text. */
        final long line;

        /** Whether it is a date or a time. */
        final boolean temporal;

        long cells;

        Label(String text, long line, boolean temporal) {
            this.text = text;
            this.line = line;
            this.temporal = temporal;
        }
    }

    private final Map<String, Label> labels = new LinkedHashMap<>();
    private final int room;
    private long cells;
    private long temporal;

    LabelCounts(int room) {
        this.room = room;
    }

    void see(String text, long line) {
        cells++;
        Label label = labels.get(text);
        if (label == null && labels.size() < room) {
            label = new Label(text, line, TemporalText.is(text));
            labels.put(text, label);
        }
        if (label != null) {
            label.cells++;
        }
        temporal += (label == null ? TemporalText.is(text) : label.temporal) ? 1 : 0;
    }

    /** Number of cells added. */
    long cells() {
        return cells;
    }

    /** Number of cells that are dates or times. */
    long temporal() {
        return temporal;
    }

    /** Number of distinct texts, up to the capacity. */
    int size() {
        return labels.size();
    }

    /** Whether there may be more distinct texts than {@link #size}. */
    boolean full() {
        return labels.size() == room;
    }

    /** The labels in the order of their first cells. */
    Collection<Label> labels() {
        return labels.values();
    }
}
