package io.lacuna.internal.record;

import java.util.List;
import org.apache.avro.Schema;

/**
 * How the notes of records with one schema are written. Immutable.
 *
 * @param schema of the notes; its first fields are those of every note
 * @param choices what the notes say
 * @param context whether cells can name the inputs from the past
 * @param named the fields that notes name in their schema, in its order; empty without flags and notes by field
 */
public record NoteLayout(Schema schema, NoteChoices choices, boolean context, List<Field> named) {
    /** The field with the filled cells by field name. */
    public static final String BY_FIELD = "byField";

    /** The field with the latent code. */
    public static final String LATENT = "latent";

    /** The field with a flag for each field that can be filled. */
    public static final String FILLED = "filled";

    /** The field with a full note for each field that can be filled. */
    public static final String FIELDS = "fields";

    /** The field with mean and standard deviation of each field that can be filled. */
    public static final String MOMENTS = "moments";

    /** The property of a named field with the name or path of the field of the record. */
    public static final String OF_FIELD = "field";

    public NoteLayout {
        named = List.copyOf(named);
    }

    /** Without names in the schema. */
    public NoteLayout(Schema schema, NoteChoices choices, boolean context) {
        this(schema, choices, context, List.of());
    }

    /**
     * A field that can be filled.
     *
     * @param feature of the model; {@code NO_FEATURE} for a field that the model does not fill
     * @param name name or dotted path
     * @param isNumber whether it is a number; otherwise a category
     * @param holdsNumber whether it holds a number that it is filled with, to the precision of a float
     */
    public record Field(int feature, String name, boolean isNumber, boolean holdsNumber) {
        /** In place of a feature. */
        public static final int NO_FEATURE = -1;

        /** Whether the model can fill it. */
        public boolean isFilled() {
            return feature != NO_FEATURE;
        }
    }
}
