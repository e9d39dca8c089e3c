package io.lacuna.internal.record;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.avro.FlatRecord;
import io.lacuna.internal.avro.RecordLayout;
import io.lacuna.internal.model.GapValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;

/**
 * Converts records of one writer schema to observations of one model, and filled observations back to records. Fields
 * are matched by name. Everything that depends only on the schemas is computed in the constructor.
 *
 * <p>Numbers, booleans and enums are features, nullable or not; decimals and unions of number types too, strings whose labels
 * the model knows, and the fields of nested records that the rules name, by dotted paths. A cell is missing if the value is null, NaN, infinite
 * or a sentinel, if the record's schema does not have the field, or if the enum symbol is unknown to the model. Only
 * null, NaN, infinities and sentinels are gaps that are filled; a symbol that the model does not know stays unchanged.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class RecordMapper implements RecordMapping {
    /** The field that Lacuna appends to a record. */
    public static final String IMPUTATION_FIELD = "imputation";

    private final RecordLayout input;
    private final RecordLayout output;
    private final FieldMapping[] cells;
    private final int width;
    private final NoteLayout note;
    private final List<String> unreadable = new ArrayList<>();

    /**
     * What a schema says of a record's fields.
     *
     * @param features numbers, booleans and enums, in the order of the fields
     * @param strings names or dotted paths of strings, which are features where they have few labels
     * @param names of both, in the order of the fields
     */
    public record Fields(List<Feature> features, List<String> strings, List<String> names) {}

    /**
     * The features that this schema tells, in the order of its fields: all but strings.
     *
     * @throws MappingException if an included field cannot be a feature, or no feature is left
     */
    public static Features features(Schema writer, MappingRules rules) {
        List<Feature> features = fields(writer, rules).features();
        if (features.isEmpty()) {
            throw nothing(writer);
        }
        return new Features(features);
    }

    /**
     * The fields that the rules take. Records that have no numbers, booleans and enums are of no use, unless the rules name one
     * of their strings.
     *
     * @throws MappingException if an included field cannot be a feature, or nothing is left
     */
    public static Fields fields(Schema writer, MappingRules rules) {
        requireRecord(writer);
        for (String name : rules.include()) {
            if (!hasField(writer, name)) {
                throw new MappingException("field '" + name + "' of impute.include is not in " + writer.getFullName());
            }
        }
        Fields fields = taken(writer, rules);
        for (String name : rules.include()) {
            if (!isIn(name, fields) && rules.takes(name)) {
                List<Schema.Field> path = PathMapping.find(writer, name);
                throw new MappingException("field '" + name + "' is " + FieldTypes.describe(path.get(path.size() - 1))
                        + "; only numbers, booleans, enums and strings can be imputed: take it out of impute.include");
            }
        }
        boolean named = fields.strings().stream()
                .anyMatch(path ->
                        rules.categorical().contains(path) || rules.include().contains(path));
        if (fields.features().isEmpty() && !named) {
            throw nothing(writer);
        }
        return fields;
    }

    private static Fields taken(Schema writer, MappingRules rules) {
        Fields fields = new Fields(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Schema.Field field : writer.getFields()) {
            boolean taken = rules.takes(field.name()) && add(field.name(), field, fields);
            if (!taken && (!rules.takes(field.name()) || rules.include().contains(field.name()))) {
                addNested(writer, field.name(), field, rules, fields);
            }
        }
        return fields;
    }

    private static MappingException nothing(Schema writer) {
        return new MappingException("no field of " + writer.getFullName()
                + " can be imputed: none is a number, a boolean or an enum that impute.include and impute.exclude"
                + " leave in");
    }

    /** Adds a field if its type can be a feature. */
    private static boolean add(String path, Schema.Field field, Fields to) {
        Feature feature = FieldTypes.feature(field);
        if (feature != null) {
            to.features().add(new Feature(path, feature.type()));
        } else if (FieldTypes.isText(field)) {
            to.strings().add(path);
        } else {
            return false;
        }
        to.names().add(path);
        return true;
    }

    private static boolean isIn(String name, Fields fields) {
        return fields.strings().stream().anyMatch(path -> path.equals(name) || path.startsWith(name + "."))
                || fields.features().stream()
                        .anyMatch(feature ->
                                feature.name().equals(name) || feature.name().startsWith(name + "."));
    }

    /** Adds the fields of nested records that the rules name. */
    private static void addNested(Schema writer, String path, Schema.Field field, MappingRules rules, Fields to) {
        Schema value = FieldTypes.valueSchema(field);
        if (rules.include().isEmpty() || value == null || value.getType() != Schema.Type.RECORD) {
            return;
        }
        for (Schema.Field inner : value.getFields()) {
            String name = path + "." + inner.name();
            boolean taken = rules.takes(name) && add(name, inner, to);
            if (!taken
                    && rules.include().stream()
                            .anyMatch(named -> name.startsWith(named + ".") || named.startsWith(name + "."))) {
                addNested(writer, name, inner, rules, to);
            }
        }
    }

    /** Whether a schema has a field with a name or dotted path. */
    public static boolean hasField(Schema writer, String name) {
        return !PathMapping.find(writer, name).isEmpty();
    }

    /**
     * @param writer the schema that the records were written with
     * @param features the model's features; those that the schema does not have are missing in every record
     * @param rules which fields are features, and which numbers are sentinels
     * @throws MappingException if fields are not of the kind of the model's features with the same names, and no feature is left
     */
    public RecordMapper(Schema writer, Features features, MappingRules rules) {
        this(writer, features, rules, Set.of(), NoteChoices.FULL, false);
    }

    /**
     * Same, for a model that may fill with a key's past.
     *
     * @param unfilled names of the model's features that are not taken from the record nor filled in it; notes name their fields
     *     nevertheless
     * @param choices what is noted in a filled record
     * @param context whether the model fills with a past, which the field {@code imputation} then names
     */
    public RecordMapper(
            Schema writer,
            Features features,
            MappingRules settings,
            Set<String> unfilled,
            NoteChoices choices,
            boolean context) {
        requireRecord(writer);
        width = features.size();
        MappingRules rules = settings.without(unfilled);
        List<FieldMapping> found = new ArrayList<>();
        for (Schema.Field field : writer.getFields()) {
            findNested(writer, field, features, rules, found);
            int feature = features.indexOf(field.name());
            if (feature >= 0 && rules.takes(field.name())) {
                try {
                    found.add(FieldMapping.of(field, features.get(feature), feature, rules.sentinelsOf(field.name())));
                } catch (MappingException changed) {
                    unreadable.add(String.valueOf(changed.getMessage()));
                }
            }
        }
        if (found.isEmpty() && !unreadable.isEmpty()) {
            throw new MappingException(unreadable.get(0));
        }
        List<NoteLayout.Field> noted = noted(taken(writer, settings), found, features);
        cells = found.stream()
                .sorted(Comparator.comparingInt(cell -> place(cell, noted)))
                .toArray(FieldMapping[]::new);
        input = new RecordLayout(writer);
        note = NoteSchemas.layout(choices, context, noted);
        output = choices.hasNote() ? new RecordLayout(outputSchema(writer, note.schema())) : input;
    }

    private void findNested(
            Schema writer, Schema.Field field, Features features, MappingRules rules, List<FieldMapping> found) {
        for (int j = 0; j < features.size(); j++) {
            String name = features.get(j).name();
            List<Schema.Field> path =
                    name.startsWith(field.name() + ".") ? PathMapping.find(writer, name) : List.<Schema.Field>of();
            if (!path.isEmpty() && rules.takes(name)) {
                try {
                    found.add(FieldMapping.ofObjects(path, features.get(j), j, rules.sentinelsOf(name)));
                } catch (MappingException changed) {
                    unreadable.add(String.valueOf(changed.getMessage()));
                }
            }
        }
    }

    /**
     * The fields that notes name. They follow from the writer's schema and the settings, not from the model, so that a new
     * generation does not change the schema of filled records; only a nested field that the rules do not name can be added.
     *
     * @param taken by the settings
     * @param filled by the model
     */
    private static List<NoteLayout.Field> noted(Fields taken, List<FieldMapping> filled, Features features) {
        List<NoteLayout.Field> noted = new ArrayList<>();
        Map<String, FieldMapping> left = new LinkedHashMap<>();
        filled.forEach(cell -> left.put(cell.name(), cell));
        for (String name : taken.names()) {
            FieldMapping cell = left.remove(name);
            boolean number = taken.features().stream()
                    .anyMatch(feature -> feature.name().equals(name) && feature.isContinuous());
            noted.add(
                    cell == null
                            ? new NoteLayout.Field(NoteLayout.Field.NO_FEATURE, name, number, false)
                            : noted(cell, features));
        }
        left.values().forEach(cell -> noted.add(noted(cell, features)));
        return noted;
    }

    private static NoteLayout.Field noted(FieldMapping cell, Features features) {
        return new NoteLayout.Field(
                cell.feature(), cell.name(), features.get(cell.feature()).isContinuous(), cell.holdsNumber());
    }

    private static int place(FieldMapping cell, List<NoteLayout.Field> noted) {
        return IntStream.range(0, noted.size())
                .filter(i -> noted.get(i).feature() == cell.feature())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public NoteLayout note() {
        return note;
    }

    /**
     * The schema of imputed records: the writer's schema with the nullable field {@code imputation} appended; without notes, the
     * writer's schema.
     */
    public Schema outputSchema() {
        return output.schema();
    }

    /**
     * Fields that are not of the kind of the model's features with their names, each with the way out: they pass through, and the
     * features are missing.
     */
    public List<String> unreadable() {
        return unreadable;
    }

    /**
     * The features of another topic's records: those with names that the record to fill does not have.
     *
     * @param rules of the record to fill
     */
    public static List<Feature> partnerFeatures(Schema partner, Schema record, MappingRules rules) {
        List<Feature> features = new ArrayList<>();
        MappingRules own = rules.ofPartner(record);
        for (Schema.Field field : partner.getFields()) {
            Feature feature = own.takes(field.name()) ? FieldTypes.feature(field) : null;
            if (feature != null) {
                features.add(feature);
            }
        }
        return features;
    }

    /** The number of the model's features that records of this schema have. */
    public int features() {
        return cells.length;
    }

    @Override
    public boolean isOf(RecordFamily family, int wanted) {
        return family.has(input.schema(), features(), wanted);
    }

    @Override
    public boolean hasFields(GenericRecord record) {
        return true;
    }

    @Override
    public int read(GenericRecord record, double[] into) {
        for (int j = 0; j < width; j++) {
            into[j] = Double.NaN;
        }
        return add(record, into);
    }

    @Override
    public int add(GenericRecord record, double[] into) {
        FlatRecord flat = FlatRecord.of(record, input);
        int observed = 0;
        for (FieldMapping cell : cells) {
            double value = cell.read(flat);
            into[cell.feature()] = value;
            observed += Double.isNaN(value) ? 0 : 1;
        }
        return observed;
    }

    /**
     * A copy of the record whose gaps are filled. It has the {@link #outputSchema};
     * the field {@code imputation}, if there is one, is null.
     *
     * @param observation the result of {@link #read} for the record
     * @param values of the record's gaps
     * @param filled receives each gap that it does not leave
     */
    @Override
    public FlatRecord fill(GenericRecord record, double[] observation, GapValues values, FilledCells filled) {
        FlatRecord copy = FlatRecord.of(record, input).extended(output);
        for (FieldMapping field : cells) {
            if (field.isGap(copy, observation) && !filled.leaves(field.feature())) {
                field.fill(copy, values, filled);
            }
        }
        return copy;
    }

    @Override
    public double step(int feature) {
        for (FieldMapping field : cells) {
            if (field.feature() == feature) {
                return field.step();
            }
        }
        return 0;
    }

    @Override
    public void attach(GenericRecord filled, IndexedRecord note) {
        filled.put(imputationField(), note);
    }

    /** The position of the field {@code imputation} in filled records that have a note. */
    int imputationField() {
        return output.fields() - 1;
    }

    private static void requireRecord(Schema writer) {
        if (writer.getType() != Schema.Type.RECORD) {
            throw new MappingException(
                    "a value is " + writer.getType().getName() + "; only Avro records can be imputed");
        }
        if (writer.getField(IMPUTATION_FIELD) != null) {
            throw new MappingException(writer.getFullName() + " has a field '" + IMPUTATION_FIELD
                    + "' already: the input topic seems to be an imputed one");
        }
    }

    private static Schema outputSchema(Schema writer, Schema note) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : writer.getFields()) {
            fields.add(new Schema.Field(field, field.schema()));
        }
        Schema nullable = Schema.createUnion(Schema.create(Schema.Type.NULL), note);
        fields.add(new Schema.Field(
                IMPUTATION_FIELD,
                nullable,
                "What Lacuna filled in this record, and how; null where nothing was done.",
                Schema.Field.NULL_DEFAULT_VALUE));
        Schema schema = Schema.createRecord(writer.getName(), writer.getDoc(), writer.getNamespace(), writer.isError());
        writer.getObjectProps().forEach(schema::addProp);
        writer.getAliases().forEach(schema::addAlias);
        schema.setFields(fields);
        return schema;
    }
}
