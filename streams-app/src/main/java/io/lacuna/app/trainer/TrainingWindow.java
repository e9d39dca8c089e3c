package io.lacuna.app.trainer;

import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.app.trainer.cells.WindowColumns;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.record.RecordFamily;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Training data of a refit: usable records of the archived topics or of files, oldest first.
 *
 * @param table the observations
 * @param origin where they were read
 * @param timeline time and key of the observations; null if records have no past
 * @param columns the table again, with what is known of its fields
 */
record TrainingWindow(Table table, Origin origin, @Nullable Timeline timeline, WindowColumns columns) {

    /** A window whose records have no past. */
    TrainingWindow(Table table, Origin origin) {
        this(table, origin, null);
    }

    /** A window of whose fields nothing more is known. */
    TrainingWindow(Table table, Origin origin, @Nullable Timeline timeline) {
        this(table, origin, timeline, WindowColumns.of(table));
    }

    /**
     * Creates a window from collected rows.
     *
     * @param read number of records read, usable or not
     * @param undecodable number of records that could not be decoded
     * @throws TrainingRefusedException if no record is usable
     */
    static TrainingWindow of(WindowRows rows, String source, Map<String, Range> ranges, long read, long undecodable) {
        if (read == 0) {
            throw new TrainingRefusedException(source + " has no record in the window");
        }
        if (rows.size() == 0) {
            throw new TrainingRefusedException(
                    rows.imputed() > 0
                            ? source + " contains records that Lacuna imputed itself (" + rows.imputed() + " of " + read
                                    + "); a model must not learn from its own fills: point the trainer at the"
                                    + " original records"
                            : "none of the " + read + " records read from " + source + " can be used"
                                    + (rows.undecodable() == null ? "" : ": " + rows.undecodable()));
        }
        Origin origin = new Origin(
                source,
                ranges,
                rows.firstMs(),
                rows.lastMs(),
                read,
                undecodable + rows.unusable(),
                rows.imputed(),
                rows.type(),
                rows.otherTypes());
        WindowColumns columns = rows.columns();
        return new TrainingWindow(columns.table(), origin, rows.timeline(), columns);
    }

    /**
     * Where a window was read and what was left out.
     *
     * @param source the topic, the topics separated by commas, or the folder
     * @param ranges first and last offset read, by partition, by {@code topic/partition} for several topics, or by
     *     file; no entry where nothing was read
     * @param firstMs oldest timestamp of a usable record
     * @param lastMs newest timestamp of a usable record
     * @param read number of records read
     * @param undecodable records left out because they cannot be decoded or mapped: the stream's dead letters
     * @param imputed records left out because Lacuna had filled them: a model must not learn from its own fills
     * @param type full name of the record type that the window is of; empty if it is not known
     * @param otherTypes number of records left out because they are of another record type, by its name
     */
    record Origin(
            String source,
            Map<String, Range> ranges,
            long firstMs,
            long lastMs,
            long read,
            long undecodable,
            long imputed,
            String type,
            Map<String, Long> otherTypes) {

        /** The origin of records of one type. */
        Origin(
                String source,
                Map<String, Range> ranges,
                long firstMs,
                long lastMs,
                long read,
                long undecodable,
                long imputed) {
            this(source, ranges, firstMs, lastMs, read, undecodable, imputed, "", Map.of());
        }

        /** The origin as provenance entries of a model. */
        Map<String, String> provenance() {
            StringJoiner all = new StringJoiner(",");
            new TreeMap<>(ranges).forEach((place, range) -> all.add(place + ":" + range.first() + "-" + range.last()));
            Map<String, String> entries = new TreeMap<>();
            entries.put("input.topic", source);
            entries.put("input.offsets", all.toString());
            entries.put("input.first.ms", Long.toString(firstMs));
            entries.put("input.last.ms", Long.toString(lastMs));
            entries.put("input.read", Long.toString(read));
            entries.put("input.skipped.undecodable", Long.toString(undecodable));
            entries.put("input.skipped.imputed", Long.toString(imputed));
            if (!type.isEmpty()) {
                entries.put(RecordFamily.PROVENANCE, type);
            }
            otherTypes.forEach((other, records) -> entries.put("input.skipped.type." + other, Long.toString(records)));
            return entries;
        }
    }

    /** First and last offset, both included. */
    record Range(long first, long last) {}
}
