package io.lacuna.app.trainer;

import io.lacuna.data.Table;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What a refit learns from: usable records of the archived topics or of files, oldest first.
 *
 * @param table their observations
 * @param origin where they stood
 */
record TrainingWindow(Table table, Origin origin) {

    /**
     * The window of what was gathered.
     *
     * @param read records read, usable or not
     * @param undecodable of those, the ones that could not be decoded
     * @throws TrainingRefusedException where nothing usable was
     */
    static TrainingWindow of(WindowRows rows, String source, Map<String, Range> ranges, long read, long undecodable) {
        if (read == 0) {
            throw new TrainingRefusedException(source + " holds no record of the window");
        }
        if (rows.size() == 0) {
            throw new TrainingRefusedException(
                    rows.imputed() > 0
                            ? source + " holds records that Lacuna imputed itself (" + rows.imputed() + " of " + read
                                    + "); a model must not learn from its own fills: point the trainer at the"
                                    + " original records"
                            : "none of the " + read + " records read from " + source
                                    + " can be decoded; is schema.registry.url the one they were written with?");
        }
        Origin origin = new Origin(
                source, ranges, rows.firstMs(), rows.lastMs(), read, undecodable + rows.unusable(), rows.imputed());
        return new TrainingWindow(rows.table(), origin);
    }

    /**
     * Where a window was read and what was left out of it.
     *
     * @param source the topic, the topics with commas between, or the folder
     * @param ranges first and last offset read, by partition, {@code topic/partition} where there are several topics, or
     *     file; where nothing was read there is no entry
     * @param firstMs oldest timestamp of a usable record
     * @param lastMs newest timestamp of a usable record
     * @param read records read
     * @param undecodable records left out because they cannot be decoded or mapped: the stream's dead letters
     * @param imputed records left out because Lacuna had filled them: learning from its own fills would feed on itself
     */
    record Origin(
            String source,
            Map<String, Range> ranges,
            long firstMs,
            long lastMs,
            long read,
            long undecodable,
            long imputed) {

        /** The origin as entries of a model's provenance. */
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
            return entries;
        }
    }

    /** First and last offset, both included. */
    record Range(long first, long last) {}
}
