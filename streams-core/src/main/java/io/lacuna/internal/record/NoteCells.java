package io.lacuna.internal.record;

import java.util.Locale;

/** The form in which a note holds its cells. */
public enum NoteCells {
    /**
     * A record with a field for each field that can be filled. The schema has their names, so that the bytes need none. JSON has
     * no such schema and gets an array.
     */
    FIELDS,
    /** An array in the order of the record's fields, each cell with its field's name. */
    ARRAY,
    /** A map by the field's name. */
    MAP,
    /** Both, while readers move from one to the other. */
    BOTH;

    /** The id in the configuration. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
