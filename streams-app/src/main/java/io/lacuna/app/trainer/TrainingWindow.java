package io.lacuna.app.trainer;

import io.lacuna.data.Table;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What a refit learns from: usable records of the input topic, oldest first.
 *
 * @param table their observations
 * @param origin where they stood
 */
record TrainingWindow(Table table, Origin origin) {

    /**
     * Where a window was read and what was left out of it.
     *
     * @param offsets first and last offset read, by partition; partitions with nothing to read are absent
     * @param firstMs oldest timestamp of a usable record
     * @param lastMs newest timestamp of a usable record
     * @param read records read
     * @param undecodable records left out because they cannot be decoded or mapped: the stream's dead letters
     * @param imputed records left out because Lacuna had filled them: learning from its own fills would feed on itself
     */
    record Origin(
            String topic,
            SortedMap<Integer, Range> offsets,
            long firstMs,
            long lastMs,
            long read,
            long undecodable,
            long imputed) {

        /** The origin as entries of a model's provenance. */
        Map<String, String> provenance() {
            StringJoiner ranges = new StringJoiner(",");
            offsets.forEach((partition, range) -> ranges.add(partition + ":" + range.first() + "-" + range.last()));
            Map<String, String> entries = new TreeMap<>();
            entries.put("input.topic", topic);
            entries.put("input.offsets", ranges.toString());
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
