package io.lacuna.internal.record;

import org.apache.avro.Schema;

/**
 * How the notes of records with one schema are written. Immutable by convention.
 *
 * @param schema of the notes; its first fields are those of every note
 * @param choices what the notes say
 * @param context whether cells can name the inputs from the past
 * @param flagged the features whose fields have a flag, in the order of the flags; empty without flags
 */
@SuppressWarnings("ArrayRecordComponent") // Shared by all notes of the layout; never changed.
public record NoteLayout(Schema schema, NoteChoices choices, boolean context, int[] flagged) {
    /** The field with the filled cells by field name. */
    public static final String BY_FIELD = "byField";

    /** The field with the latent code. */
    public static final String LATENT = "latent";

    /** The field with a flag for each field that can be filled. */
    public static final String FILLED = "filled";
}
