package io.lacuna.internal.record;

import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;

/**
 * The schemas of notes and scores. Models that fill without a past write the same bytes as before the field for the
 * past existed; today's reader reads both.
 */
public final class NoteSchemas {
    private static final Schema WITH_CONTEXT = Imputation.getClassSchema();
    private static final Schema PLAIN = without(WITH_CONTEXT, "context");

    private static final Schema SCORE = MaskedScore.getClassSchema();
    private static final Schema PLAIN_SCORE = copy(copy(SCORE, "age"), "gapEnd");

    private NoteSchemas() {}

    /** A score as it is written. */
    public static IndexedRecord written(MaskedScore score) {
        if (score.getAge() != null) {
            return score;
        }
        GenericData.Record plain = new GenericData.Record(PLAIN_SCORE);
        for (Schema.Field field : PLAIN_SCORE.getFields()) {
            plain.put(field.pos(), score.get(field.pos()));
        }
        return plain;
    }

    /**
     * The schema of a model's notes.
     *
     * @param context whether cells can name the inputs from the past
     */
    public static Schema of(boolean context) {
        return context ? WITH_CONTEXT : PLAIN;
    }

    /** The schema without a field of its cells. */
    private static Schema without(Schema note, String cellField) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : note.getFields()) {
            boolean cells = field.schema().getType() == Schema.Type.ARRAY;
            Schema schema =
                    cells ? Schema.createArray(copy(field.schema().getElementType(), cellField)) : field.schema();
            fields.add(new Schema.Field(field, schema));
        }
        return copy(note, fields);
    }

    private static Schema copy(Schema cell, String without) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : cell.getFields()) {
            if (!field.name().equals(without)) {
                fields.add(new Schema.Field(field, field.schema()));
            }
        }
        return copy(cell, fields);
    }

    private static Schema copy(Schema record, List<Schema.Field> fields) {
        Schema copy = Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false);
        record.getObjectProps().forEach(copy::addProp);
        copy.setFields(fields);
        return copy;
    }
}
