package io.lacuna.app.table;

import io.lacuna.app.table.csv.CsvFormat;
import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.MissingMarkers;
import io.lacuna.app.table.csv.Numbers;
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

/**
 * The rows of a CSV file as Avro records, one after the other. Every field may be null: a column of whole numbers is a
 * long, one of numbers a double, one of {@code true} and {@code false} a boolean, text with few different labels an enum,
 * by the same rule as in {@link CsvTable}, and other text a string; a missing cell is null. Fields bear the columns' names,
 * made valid for Avro, with the column's own name as the field's doc.
 *
 * <p>The whole file is read once before the first record, so that a malformed line at its end is told before anything
 * is sent. Mutable, owned by one thread.
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
    /** Up to 18 digits fit a long whatever they are. */
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");

    private static final Set<String> FLAGS = Set.of("true", "false");

    private final Schema schema;
    private final List<Field> fields;
    private final List<String> columns;
    private final MissingMarkers missing;
    private final boolean decimalComma;
    private final long rows;
    private final CsvReader reader;

    private enum Kind {
        WHOLE_NUMBER,
        NUMBER,
        FLAG,
        LABEL,
        TEXT
    }

    /**
     * What becomes of one column.
     *
     * @param type of its values that are not null
     * @param symbols by label; empty but for labels
     */
    private record Field(Kind kind, Schema type, Map<String, GenericData.EnumSymbol> symbols) {
        Field(Kind kind, Schema.Type type) {
            this(kind, Schema.create(type), Map.of());
        }

        Object value(String text, double number) {
            return switch (kind) {
                case WHOLE_NUMBER -> Long.valueOf(text);
                case NUMBER -> number;
                case FLAG -> text.equalsIgnoreCase("true");
                case LABEL -> Objects.requireNonNull(symbols.get(text), text);
                case TEXT -> text;
            };
        }

        String words() {
            return switch (kind) {
                case WHOLE_NUMBER, NUMBER, FLAG -> type.getName();
                case LABEL -> "enum of " + symbols.size();
                case TEXT -> "string";
            };
        }
    }

    private CsvRecords(
            Schema schema,
            List<Field> fields,
            List<String> columns,
            MissingMarkers missing,
            boolean decimalComma,
            long rows,
            CsvReader reader) {
        this.schema = schema;
        this.fields = fields;
        this.columns = columns;
        this.missing = missing;
        this.decimalComma = decimalComma;
        this.rows = rows;
        this.reader = reader;
    }

    /**
     * Reads the file through to tell its columns' types, and stands before its first row.
     *
     * @param name of the record, made valid for Avro
     * @param choices what stands for a missing cell, and columns whose text stays text (excluded)
     * @throws TableException with one line for the user where the file is not there, not readable or has no rows, or
     *     where a record has too few or too many cells
     */
    public static CsvRecords open(Path file, String name, ColumnChoices choices) throws TableException {
        CsvFormat format = CsvFormat.detect(file);
        MissingMarkers missing = choices.missing();
        List<ColumnSketch> sketches = new ArrayList<>();
        List<String> columns;
        boolean[] whole;
        long rows = 0;
        ColumnChoices resolved;
        try (CsvReader reader = CsvReader.open(file, format)) {
            CsvHeader header = CsvHeader.read(reader);
            columns = header.names();
            resolved = choices.resolved(header, file.toString());
            whole = new boolean[header.size()];
            for (int j = 0; j < whole.length; j++) {
                whole[j] = true;
                sketches.add(new ColumnSketch(columns.get(j), j));
            }
            for (; reader.next(); rows++) {
                header.check(reader);
                for (int j = 0; j < whole.length; j++) {
                    String text = reader.text(j);
                    double number = Numbers.parse(text, format.decimalComma());
                    sketches.get(j).see(text, number, missing, reader);
                    whole[j] &=
                            missing.cover(text, number) || WHOLE.matcher(text).matches();
                }
            }
        }
        if (rows == 0) {
            throw new TableException(file + ": has a header but no rows");
        }
        FieldNames names = new FieldNames();
        List<Field> fields = new ArrayList<>();
        SchemaBuilder.FieldAssembler<Schema> record = SchemaBuilder.record(FieldNames.valid(name))
                .namespace("lacuna.tables")
                .fields();
        for (int j = 0; j < whole.length; j++) {
            String fieldName = names.of(columns.get(j), j);
            Field field = field(sketches.get(j), whole[j], FieldNames.valid(name) + "_" + fieldName, resolved);
            fields.add(field);
            record = record.name(fieldName)
                    .doc(columns.get(j))
                    .type(Schema.createUnion(Schema.create(Schema.Type.NULL), field.type()))
                    .withDefault(null);
        }
        CsvReader reader = CsvReader.open(file, format);
        reader.next();
        return new CsvRecords(record.endRecord(), fields, columns, missing, format.decimalComma(), rows, reader);
    }

    private static Field field(ColumnSketch sketch, boolean whole, String typeName, ColumnChoices choices)
            throws TableException {
        if (sketch.isNumeric()) {
            return whole && !sketch.isEmpty()
                    ? new Field(Kind.WHOLE_NUMBER, Schema.Type.LONG)
                    : new Field(Kind.NUMBER, Schema.Type.DOUBLE);
        }
        Feature feature = sketch.decide(choices).feature().orElse(null);
        if (feature == null || !(feature.type() instanceof FeatureType.Categorical categorical)) {
            return new Field(Kind.TEXT, Schema.Type.STRING);
        }
        List<String> labels = categorical.labels();
        if (labels.stream().allMatch(label -> FLAGS.contains(label.toLowerCase(Locale.ROOT)))) {
            return new Field(Kind.FLAG, Schema.Type.BOOLEAN);
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
        return new Field(Kind.LABEL, type, byLabel);
    }

    public Schema schema() {
        return schema;
    }

    /** Each field with its type, for people. */
    public String fields() {
        List<String> words = new ArrayList<>();
        for (int j = 0; j < fields.size(); j++) {
            words.add(schema.getFields().get(j).name() + " " + fields.get(j).words());
        }
        return String.join(", ", words);
    }

    /** Records in the file. */
    public long rows() {
        return rows;
    }

    /** The columns' own names, in the fields' order; empty where the header has none. */
    public List<String> columns() {
        return columns;
    }

    /** Moves on to the next row; false at the end of the file. */
    public boolean next() throws TableException {
        return reader.next();
    }

    /** The row as a new record. */
    public GenericRecord record() {
        GenericRecord record = new GenericData.Record(schema);
        for (int j = 0; j < fields.size(); j++) {
            String text = reader.text(j);
            double number = Numbers.parse(text, decimalComma);
            if (!missing.cover(text, number)) {
                record.put(j, fields.get(j).value(text, number));
            }
        }
        return record;
    }

    /** What the row's cell of that column says. */
    public String text(int column) {
        return reader.text(column);
    }

    /** Where the row stands, as {@code file:line}. */
    public String at() {
        return reader.at();
    }

    @Override
    public void close() {
        reader.close();
    }
}
