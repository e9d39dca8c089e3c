package io.lacuna.internal.record;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * String fields of one schema, which are categories where they have few labels. Immutable.
 *
 * @param paths names or dotted paths
 * @param places positions along each path
 */
public record StringFields(List<String> paths, List<int[]> places) {
    public static final StringFields NONE = new StringFields(List.of(), List.of());

    public StringFields {
        paths = List.copyOf(paths);
        places = List.copyOf(places);
    }

    /** The fields with these paths. */
    public static StringFields of(Schema writer, List<String> paths) {
        List<int[]> places = new ArrayList<>();
        for (String path : paths) {
            places.add(PathMapping.find(writer, path).stream()
                    .mapToInt(Schema.Field::pos)
                    .toArray());
        }
        return new StringFields(paths, places);
    }

    /** The string in a field of a record; null if it, or a record that it is in, is null. */
    public @Nullable CharSequence text(GenericRecord record, int field) {
        Object value = record;
        for (int place : places.get(field)) {
            value = value instanceof GenericRecord outer ? outer.get(place) : null;
        }
        return value instanceof CharSequence text ? text : null;
    }
}
