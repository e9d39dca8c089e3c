package io.lacuna.internal.record;

import io.lacuna.data.Features;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.model.GapValues;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;

/**
 * Converts records of one format to observations of one model, and filled observations back to records. A record format
 * needs one implementation.
 */
public sealed interface RecordMapping permits RecordMapper, JsonMapper {
    /**
     * The mapping for a record and all others with its schema. For one thread.
     *
     * @param features the model's features
     * @param forms how the model's fields are written where a schema does not say it
     * @param rules which fields are features, and which numbers are sentinels
     * @param unfilled names of the model's features that are not taken from the record nor filled in it
     * @param choices what is noted in a filled record
     * @param context whether the model fills with a past, which notes then name
     * @param unreadable receives a line for each field that is not of the kind of its feature, once
     * @throws MappingException if no field fits the features
     */
    static RecordMapping of(
            GenericRecord record,
            Features features,
            FieldForms forms,
            MappingRules rules,
            Set<String> unfilled,
            NoteChoices choices,
            boolean context,
            Consumer<String> unreadable) {
        if (record instanceof JsonRecord) {
            return new JsonMapper(features, forms, rules.without(unfilled), choices, context, unreadable);
        }
        RecordMapper mapper = new RecordMapper(record.getSchema(), features, rules, unfilled, choices, context);
        mapper.unreadable().forEach(unreadable);
        return mapper;
    }

    /** Whether the model says which of its features a partner has, because no schema does. */
    static boolean isPartnerOfModel(GenericRecord partner) {
        return partner instanceof JsonRecord;
    }

    /**
     * Whether the records of this mapping are of the types that a model is for.
     *
     * @param wanted number of the model's features that are in use
     */
    boolean isOf(RecordFamily family, int wanted);

    /** Whether a record has any of the model's fields, null or not, where its schema does not say it. */
    boolean hasFields(GenericRecord record);

    /**
     * Reads a record into an observation.
     *
     * @param into d cells in the model's order, in the features' own units; all are written, NaN = missing
     * @return number of observed cells
     */
    int read(GenericRecord record, double[] into);

    /** As {@link #read}, but only cells of features that the mapping takes from the record are written. */
    int add(GenericRecord record, double[] into);

    /**
     * A copy of the record whose gaps are filled, without a note.
     *
     * @param observation the result of {@link #read} for the record
     * @param values of the record's gaps
     * @param filled receives each gap that it does not leave
     */
    GenericRecord fill(GenericRecord record, double[] observation, GapValues values, FilledCells filled);

    /** The step between the numbers that can be written for a feature; 0 where they are not rounded, and of categories. */
    double step(int feature);

    /** How the note of a filled record is written. */
    NoteLayout note();

    /** Sets the note of a filled record. */
    void attach(GenericRecord filled, IndexedRecord note);
}
