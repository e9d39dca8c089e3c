package io.lacuna.internal.record;

import io.lacuna.schemas.CategoryNote;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.MaskedScore;
import io.lacuna.schemas.NumberMoments;
import io.lacuna.schemas.NumberNote;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;

/**
 * The schemas of notes and scores. Each choice of what notes say has a schema that today's reader reads, and that a registry
 * accepts after that of another choice: fields are only added with a default, or left out.
 */
public final class NoteSchemas {
    private static final String CONTEXT = "context";
    private static final String NUMBERS = "detail";

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
     * The schema of notes. All levels have the same first fields, so that a change of the level breaks no reader. Full notes by
     * field can always name the inputs from the past, so that their schema is the same for all models.
     *
     * @param context whether the model fills with a past, which an array or a map of full cells then names
     * @param named the fields that can be filled
     */
    public static Schema of(NoteChoices choices, boolean context, List<NoteLayout.Field> named) {
        Schema note = Imputation.getClassSchema();
        Schema cell = note.getField("cells").schema().getElementType();
        Schema written = namesPast(choices, context) && !choices.hasFields() ? cell : copy(cell, CONTEXT);
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
                        fields.add(
                                choices.sparseCodes()
                                        ? new Schema.Field(field, orNull(sparse(value(field.schema()))))
                                        : new Schema.Field(field, field.schema()));
                    }
                }
                case "logLikelihood" ->
                    fields.add(new Schema.Field(field, choices.hasFields() ? numberOrNull() : field.schema()));
                default -> fields.add(new Schema.Field(field, field.schema()));
            }
        }
        if (choices.flags()) {
            fields.add(new Schema.Field(
                    NoteLayout.FILLED,
                    orNull(flags(named, note.getNamespace())),
                    "For each field that can be filled, whether it was.",
                    Schema.Field.NULL_DEFAULT_VALUE));
        }
        if (choices.hasFields()) {
            boolean full = choices.isFull();
            Schema number = full ? number(cell) : NumberMoments.getClassSchema();
            Schema category =
                    full ? with(CategoryNote.getClassSchema(), cell.getField(CONTEXT)) : CategoryNote.getClassSchema();
            fields.add(new Schema.Field(
                    full ? NoteLayout.FIELDS : NoteLayout.MOMENTS,
                    orNull(byName(full ? "FieldNotes" : "FieldMoments", named, number, category)),
                    "For each field that was filled, its uncertainty.",
                    Schema.Field.NULL_DEFAULT_VALUE));
        }
        return copy(note, fields);
    }

    /**
     * How notes are written.
     *
     * @param context whether the model fills with a past
     * @param fields those that can be filled
     */
    static NoteLayout layout(NoteChoices choices, boolean context, List<NoteLayout.Field> fields) {
        return new NoteLayout(
                of(choices, context, fields),
                choices,
                namesPast(choices, context),
                choices.flags() || choices.hasFields() ? fields : List.of());
    }

    private static boolean namesPast(NoteChoices choices, boolean context) {
        return choices.isFull() && (context || choices.hasFields());
    }

    /** The full note of a number, whose details can name the inputs from the past. */
    private static Schema number(Schema cell) {
        Schema number = NumberNote.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : number.getFields()) {
            fields.add(new Schema.Field(
                    field,
                    field.name().equals(NUMBERS)
                            ? orNull(with(value(field.schema()), cell.getField(CONTEXT)))
                            : field.schema()));
        }
        return copy(number, fields);
    }

    /** The latent code in a note, which may leave out small probabilities. */
    private static Schema sparse(Schema noted) {
        return with(noted, LatentCode.getClassSchema().getField("sparse"));
    }

    /** Reads what was written as a double before. */
    private static Schema numberOrNull() {
        return Schema.createUnion(
                Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.DOUBLE), Schema.create(Schema.Type.FLOAT));
    }

    private static Schema value(Schema nullable) {
        return nullable.getTypes().get(1);
    }

    private static Schema with(Schema record, Schema.Field last) {
        List<Schema.Field> fields = new ArrayList<>();
        record.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field(last, last.schema()));
        return copy(record, fields);
    }

    private static Schema byName(String type, List<NoteLayout.Field> named, Schema number, Schema category) {
        List<String> names = fieldNames(named);
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            NoteLayout.Field of = named.get(i);
            Schema.Field field = new Schema.Field(
                    names.get(i),
                    orNull(of.isNumber() ? number : category),
                    "The uncertainty of '" + of.name() + "'; null where it was not filled.",
                    Schema.Field.NULL_DEFAULT_VALUE);
            if (!names.get(i).equals(of.name())) {
                field.addProp(NoteLayout.OF_FIELD, of.name());
            }
            fields.add(field);
        }
        return Schema.createRecord(type, "The uncertainty of each filled field.", number.getNamespace(), false, fields);
    }

    /** The fields' names without characters that Avro does not allow, made unique. */
    private static List<String> fieldNames(List<NoteLayout.Field> named) {
        Set<String> taken = new LinkedHashSet<>();
        for (NoteLayout.Field field : named) {
            String name = field.name().replaceAll("[^A-Za-z0-9_]", "_");
            while (!taken.add(name)) {
                name += "_";
            }
        }
        return List.copyOf(taken);
    }

    private static Schema orNull(Schema schema) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }

    private static Schema flags(List<NoteLayout.Field> named, String namespace) {
        List<String> names = fieldNames(named);
        List<Schema.Field> flags = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            flags.add(new Schema.Field(
                    names.get(i),
                    Schema.create(Schema.Type.BOOLEAN),
                    "Whether '" + named.get(i).name() + "' was filled.",
                    false));
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
