package io.lacuna.internal.record;

import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;

/**
 * The schemas of notes and scores. Full notes of models that fill without a past are written with the schema that existed
 * before the fields for the past, for the map of cells and for the latent code; today's reader reads all of them.
 */
public final class NoteSchemas {
    private static final Schema WITH_CONTEXT = of(NoteChoices.FULL, true, List.of());
    private static final Schema PLAIN = of(NoteChoices.FULL, false, List.of());

    private static final Schema SCORE = MaskedScore.getClassSchema();
    private static final Schema PLAIN_SCORE = copy(copy(copy(SCORE, "age"), "gapEnd"), "inGap");

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
     * The schema of a model's full notes.
     *
     * @param context whether cells can name the inputs from the past
     */
    public static Schema of(boolean context) {
        return context ? WITH_CONTEXT : PLAIN;
    }

    /**
     * The schema of notes. All levels have the same first fields, so that a change of the level breaks no reader.
     *
     * @param context whether cells can name the inputs from the past
     * @param flagged names of the fields with a flag
     */
    static Schema of(NoteChoices choices, boolean context, List<String> flagged) {
        Schema note = Imputation.getClassSchema();
        Schema cell = note.getField("cells").schema().getElementType();
        Schema written = context && choices.isFull() ? cell : copy(cell, "context");
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : note.getFields()) {
            switch (field.name()) {
                case "cells" -> fields.add(new Schema.Field(field, Schema.createArray(written)));
                case NoteLayout.BY_FIELD -> {
                    if (choices.hasMap()) {
                        fields.add(new Schema.Field(field, orNull(Schema.createMap(written))));
                    }
                }
                case NoteLayout.LATENT -> {
                    if (choices.latents() == LatentOutput.NOTE) {
                        fields.add(new Schema.Field(field, field.schema()));
                    }
                }
                default -> fields.add(new Schema.Field(field, field.schema()));
            }
        }
        if (choices.flags()) {
            fields.add(new Schema.Field(
                    NoteLayout.FILLED,
                    orNull(flags(flagged, note.getNamespace())),
                    "For each field that can be filled, whether it was.",
                    Schema.Field.NULL_DEFAULT_VALUE));
        }
        return copy(note, fields);
    }

    /**
     * How notes are written.
     *
     * @param filled the features that can be filled
     * @param names their fields' names
     */
    static NoteLayout layout(NoteChoices choices, boolean context, int[] filled, List<String> names) {
        Schema schema = choices.equals(NoteChoices.FULL) ? of(context) : of(choices, context, names);
        return new NoteLayout(schema, choices, context && choices.isFull(), choices.flags() ? filled : new int[0]);
    }

    private static Schema orNull(Schema schema) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }

    private static Schema flags(List<String> names, String namespace) {
        List<Schema.Field> flags = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String name : names) {
            String flag = name.replaceAll("[^A-Za-z0-9_]", "_");
            while (!taken.add(flag)) {
                flag += "_";
            }
            flags.add(new Schema.Field(
                    flag, Schema.create(Schema.Type.BOOLEAN), "Whether '" + name + "' was filled.", false));
        }
        return Schema.createRecord("FilledFields", "Whether each field was filled.", namespace, false, flags);
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
