package io.lacuna.app.table;

import io.lacuna.app.table.column.Column;
import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.column.ColumnRules;
import io.lacuna.app.table.column.ColumnSketch;
import io.lacuna.app.table.column.Wording;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a CSV file as Avro records, one after the other. Every field is nullable: a column of whole numbers
 * becomes a long, a column of numbers a double, a column of {@code true} and {@code false} a boolean, text with few
 * distinct labels an enum, by the same rule as in {@link CsvTable}, and other text a string; a missing cell becomes
 * null. Field names are the columns' names, made valid for Avro; the original name is the field's doc.
 *
 * <p>The whole file is read once before the first record, so that a malformed line at its end is reported before any
 * record is sent. Mutable, owned by one thread.
 *
 * <pre>{@code
 * try (CsvRecords records = CsvRecords.open(csv, "sensors", ColumnChoices.NONE)) {
 *     while (records.next()) {
 *         send(records.record());
 *     }
 * }
 * }</pre>
 */
public final class CsvRecords implements AutoCloseable {
    /** All numbers of up to 18 digits fit in a long. */
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");

    private static final Set<String> FLAGS = Set.of("true", "false");

    private final Schema schema;
    private final List<Field> fields;
    private final TableProfile profile;
    private final List<String> notes;
    private final CsvReader reader;

    private enum Kind {
        WHOLE_NUMBER,
        NUMBER,
        FLAG,
        LABEL,
        TEXT
    }

    /**
     * How one column is converted.
     *
     * @param type type of its values that are not null
     * @param symbols enum symbols by label; empty for other kinds
     */
    private record Field(ColumnSketch column, Kind kind, Schema type, Map<String, GenericData.EnumSymbol> symbols) {
        Field(ColumnSketch column, Kind kind, Schema.Type type) {
            this(column, kind, Schema.create(type), Map.of());
        }

        /** The value of a cell; null where it is missing, or no number in a column of numbers. */
        @Nullable
        Object value(String text) {
            return switch (kind) {
                case WHOLE_NUMBER, NUMBER -> number(text);
                case FLAG -> column.missing().amongLabels(text, false) ? null : (Object) text.equalsIgnoreCase("true");
                case LABEL ->
                    column.missing().amongLabels(text, symbols.containsKey(text))
                            ? null
                            : Objects.requireNonNull(symbols.get(text), text);
                case TEXT -> column.missing().amongLabels(text, true) ? null : text;
            };
        }

        private @Nullable Object number(String text) {
            double number = column.style().parse(text);
            if (Double.isNaN(number) || column.missing().amongNumbers(text, number)) {
                return null;
            }
            if (kind == Kind.NUMBER) {
                return number;
            }
            return WHOLE.matcher(text).matches() ? (Object) Long.valueOf(text) : (Object) (long) number;
        }

        String words() {
            return switch (kind) {
                case WHOLE_NUMBER, NUMBER, FLAG -> type.getName();
                case LABEL -> "enum of " + symbols.size();
                case TEXT -> "string";
            };
        }
    }

    private CsvRecords(Schema schema, List<Field> fields, TableProfile profile, List<String> notes, CsvReader reader) {
        this.schema = schema;
        this.fields = fields;
        this.profile = profile;
        this.notes = notes;
        this.reader = reader;
    }

    /**
     * Reads the whole file to find its columns' types, and positions the reader before the first row.
     *
     * @param name name of the record, made valid for Avro
     * @param choices missing markers, number formats, and excluded columns, which are no features: their numbers stay
     *     numbers and their text stays text
     * @param texts columns that are read as text, whatever their cells contain
     * @throws TableException with one line for the user if the file does not exist, is not readable or has no rows, or
     *     if a record has too few or too many cells
     */
    public static CsvRecords open(Path file, String name, ColumnChoices choices, Set<String> texts)
            throws TableException {
        TableProfile profile = TableProfile.read(file, choices);
        for (String text : texts) {
            if (!profile.names().contains(text)) {
                throw new TableException(
                        file + ": no column is named '" + text + "'; the columns are " + Wording.some(profile.names()));
            }
        }
        List<String> notes = new ArrayList<>(profile.notes());
        FieldNames names = new FieldNames();
        List<Field> fields = new ArrayList<>();
        SchemaBuilder.FieldAssembler<Schema> record = SchemaBuilder.record(FieldNames.valid(name))
                .namespace("lacuna.tables")
                .fields();
        for (ColumnSketch sketch : profile.sketches()) {
            String fieldName = names.of(sketch.name(), fields.size());
            String typeName = FieldNames.valid(name) + "_" + fieldName;
            Field field = texts.contains(sketch.name())
                    ? new Field(sketch, Kind.TEXT, Schema.Type.STRING)
                    : field(sketch, fieldName, typeName, profile, notes);
            fields.add(field);
            record = record.name(fieldName)
                    .doc(sketch.name())
                    .type(Schema.createUnion(Schema.create(Schema.Type.NULL), field.type()))
                    .withDefault(null);
        }
        CsvReader reader = CsvReader.open(file, profile.format());
        reader.next();
        return new CsvRecords(record.endRecord(), fields, profile, List.copyOf(notes), reader);
    }

    private static Field field(
            ColumnSketch sketch, String fieldName, String typeName, TableProfile profile, List<String> notes)
            throws TableException {
        Column column =
                ColumnRules.decide(sketch, profile.choices(), profile.file().toString());
        notes.addAll(column.notes());
        Feature feature = column.feature().orElse(null);
        if (feature != null && feature.type() instanceof FeatureType.Categorical && !sketch.hasCodes()) {
            return labels(sketch, typeName);
        }
        boolean numbers = feature == null ? sketch.holdsNumbersOnly() : !sketch.hasCodes();
        boolean asked = profile.choices().numeric().contains(sketch.name());
        if (!numbers && !asked) {
            return new Field(sketch, Kind.TEXT, Schema.Type.STRING);
        }
        if (!sketch.isExact() && !asked) {
            notes.add("column '" + sketch.name()
                    + "' has numbers with more digits than a double can hold and is written as text;" + " --numeric '"
                    + sketch.name() + "' writes numbers, rounded");
            return new Field(sketch, Kind.TEXT, Schema.Type.STRING);
        }
        if (feature == null && sketch.isVaried() && !profile.choices().exclude().contains(sketch.name())) {
            notes.add(
                    "column '" + sketch.name() + "' contains " + column.reason().replaceFirst(";.*", "")
                            + "; a stream treats it as a quantity unless impute.exclude names " + fieldName);
        }
        return sketch.holdsWholeNumbers()
                ? new Field(sketch, Kind.WHOLE_NUMBER, Schema.Type.LONG)
                : new Field(sketch, Kind.NUMBER, Schema.Type.DOUBLE);
    }

    private static Field labels(ColumnSketch sketch, String typeName) {
        List<String> labels = sketch.labelTexts();
        if (labels.stream().allMatch(label -> FLAGS.contains(label.toLowerCase(Locale.ROOT)))) {
            return new Field(sketch, Kind.FLAG, Schema.Type.BOOLEAN);
        }
        FieldNames names = new FieldNames();
        List<String> symbols = new ArrayList<>();
        for (int c = 0; c < labels.size(); c++) {
            symbols.add(names.of(labels.get(c), c));
        }
        Schema type = Schema.createEnum(typeName, String.join(", ", labels), "lacuna.tables", symbols);
        Map<String, GenericData.EnumSymbol> byLabel = new HashMap<>();
        for (int c = 0; c < labels.size(); c++) {
            byLabel.put(labels.get(c), new GenericData.EnumSymbol(type, symbols.get(c)));
        }
        return new Field(sketch, Kind.LABEL, type, byLabel);
    }

    /** Notes that a user should read, one line each. */
    public List<String> notes() {
        return notes;
    }

    public Schema schema() {
        return schema;
    }

    /** Each field with its type, as text. */
    public String fields() {
        List<String> words = new ArrayList<>();
        for (int j = 0; j < fields.size(); j++) {
            words.add(schema.getFields().get(j).name() + " " + fields.get(j).words());
        }
        return String.join(", ", words);
    }

    /** Number of records in the file. */
    public long rows() {
        return profile.rows();
    }

    /** The columns' original names, in the order of the fields; empty where the header has none. */
    public List<String> columns() {
        return profile.names();
    }

    /** Moves on to the next row; false at the end of the file. */
    public boolean next() throws TableException {
        return reader.next();
    }

    /** The row as a new record. */
    public GenericRecord record() {
        GenericRecord record = new GenericData.Record(schema);
        for (int j = 0; j < fields.size(); j++) {
            record.put(j, fields.get(j).value(reader.text(j)));
        }
        return record;
    }

    /** Text of the row's cell in this column. */
    public String text(int column) {
        return reader.text(column);
    }

    /** Position of the row, as {@code file:line}. */
    public String at() {
        return reader.at();
    }

    @Override
    public void close() {
        reader.close();
    }
}
