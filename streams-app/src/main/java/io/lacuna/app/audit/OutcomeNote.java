package io.lacuna.app.audit;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.note.NoteReader;
import io.lacuna.schemas.ImputedCell;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What an imputed record says of its origin, in its field {@code imputation} or, without notes, in its headers.
 *
 * @param place of the input record
 * @param generation that filled it
 * @param artifact SHA-256 of the model's bytes, which earlier builds wrote; empty where it is not written
 * @param stretches stretch factors of its intervals, by field: they depend on the stream's state, so they are read from the
 *     record
 */
record OutcomeNote(Place place, long generation, String artifact, Map<String, Double> stretches) {

    /** What the record says; null if it is no outcome of a record of an input topic. */
    static @Nullable OutcomeNote of(
            Headers headers, @Nullable GenericRecord value, LacunaConfig config, InputTopics inputs) {
        if (value == null) {
            return null;
        }
        GenericRecord note = config.recordFormat().note(value);
        if (note != null) {
            return inputs.has(String.valueOf(note.get("sourceTopic"))) ? of(note) : null;
        }
        Place place = Place.ofTombstone(headers, inputs);
        long generation = Place.generation(headers);
        return config.notes().hasNote() || place == null || generation < 0
                ? null
                : new OutcomeNote(place, generation, "", Map.of());
    }

    private static OutcomeNote of(GenericRecord note) {
        Map<String, Double> stretches = new HashMap<>();
        for (ImputedCell cell : NoteReader.cells(null, note)) {
            if (cell.getStretch() != null) {
                stretches.put(cell.getField(), cell.getStretch());
            }
        }
        return new OutcomeNote(
                new Place(String.valueOf(note.get("sourceTopic")), (Integer) note.get("sourcePartition"), (Long)
                        note.get("sourceOffset")),
                (Long) note.get("generation"),
                String.valueOf(note.get("artifact")),
                stretches);
    }
}
