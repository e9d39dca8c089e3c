package io.lacuna.app.table.column;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of the first different texts of a column stands in it, and where first. Texts beyond its room are counted
 * together. Mutable, owned by one thread.
 */
final class LabelCounts {
    /** One text. */
    static final class Label {
        final String text;

        /** Line of the first cell that says so. */
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

    /** Cells seen. */
    long cells() {
        return cells;
    }

    /** Cells that are dates or times. */
    long temporal() {
        return temporal;
    }

    /** Different texts, as far as there was room. */
    int size() {
        return labels.size();
    }

    /** Whether there may be more different texts than {@link #size}. */
    boolean full() {
        return labels.size() == room;
    }

    /** In the order of their first cells. */
    Collection<Label> labels() {
        return labels.values();
    }
}
