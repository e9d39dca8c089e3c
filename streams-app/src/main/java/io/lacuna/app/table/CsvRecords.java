package io.lacuna.app.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * The rows of a CSV file as Avro records, one after the other. Every field may be null: a column of whole numbers is a
 * long, one of numbers a double, any other a string; a missing cell is null. Fields bear the columns' names, made valid
 * for Avro, with the column's own name as the field's doc.
 *
 * <p>The whole file is read once before the first record, so that a malformed line at its end is told before anything
 * is sent. Mutable, owned by one thread.
 *
 * <pre>{@code
 * try (CsvRecords records = CsvRecords.open(csv, "sensors", MissingMarkers.STANDARD)) {
 *     while (records.next()) {
 *         send(records.record());
 *     }
 * }
 * }</pre>
 */
public final class CsvRecords implements AutoCloseable {
    /** Up to 18 digits fit a long whatever they are. */
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");

    private final Schema schema;
    private final List<Kind> kinds;
    private final List<String> columns;
    private final MissingMarkers missing;
    private final boolean decimalComma;
    private final long rows;
    private final CsvReader reader;

    private enum Kind {
        WHOLE_NUMBER,
        NUMBER,
        TEXT
    }

    private CsvRecords(
            Schema schema,
            List<Kind> kinds,
            List<String> columns,
            MissingMarkers missing,
            boolean decimalComma,
            long rows,
            CsvReader reader) {
        this.schema = schema;
        this.kinds = kinds;
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
     * @param missing what stands for a missing cell
     * @throws TableException with one line for the user where the file is not there, not readable or has no rows, or
     *     where a record has too few or too many cells
     */
    public static CsvRecords open(Path file, String name, MissingMarkers missing) throws TableException {
        CsvFormat format = CsvFormat.detect(file);
        List<Kind> kinds = new ArrayList<>();
        List<String> columns;
        long rows = 0;
        try (CsvReader reader = CsvReader.open(file, format)) {
            CsvHeader header = CsvHeader.read(reader);
            columns = header.names();
            boolean[] observed = new boolean[header.size()];
            columns.forEach(column -> kinds.add(Kind.WHOLE_NUMBER));
            for (; reader.next(); rows++) {
                header.check(reader);
                for (int j = 0; j < observed.length; j++) {
                    observed[j] |= see(reader.text(j), j, kinds, missing, format.decimalComma());
                }
            }
            for (int j = 0; j < observed.length; j++) {
                if (!observed[j]) {
                    kinds.set(j, Kind.NUMBER);
                }
            }
        }
        if (rows == 0) {
            throw new TableException(file + ": has a header but no rows");
        }
        CsvReader reader = CsvReader.open(file, format);
        reader.next();
        return new CsvRecords(
                schema(name, columns, kinds), kinds, columns, missing, format.decimalComma(), rows, reader);
    }

    /** Widens the column's kind to hold the cell; returns whether it is observed. */
    private static boolean see(String text, int j, List<Kind> kinds, MissingMarkers missing, boolean decimalComma) {
        double number = Numbers.parse(text, decimalComma);
        if (missing.cover(text, number)) {
            return false;
        }
        if (Double.isNaN(number)) {
            kinds.set(j, Kind.TEXT);
        } else if (kinds.get(j) == Kind.WHOLE_NUMBER && !WHOLE.matcher(text).matches()) {
            kinds.set(j, Kind.NUMBER);
        }
        return true;
    }

    private static Schema schema(String name, List<String> columns, List<Kind> kinds) {
        FieldNames names = new FieldNames();
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record(FieldNames.valid(name))
                .namespace("lacuna.tables")
                .fields();
        for (int j = 0; j < kinds.size(); j++) {
            Schema type = Schema.create(
                    switch (kinds.get(j)) {
                        case WHOLE_NUMBER -> Schema.Type.LONG;
                        case NUMBER -> Schema.Type.DOUBLE;
                        case TEXT -> Schema.Type.STRING;
                    });
            fields = fields.name(names.of(columns.get(j), j))
                    .doc(columns.get(j))
                    .type(Schema.createUnion(Schema.create(Schema.Type.NULL), type))
                    .withDefault(null);
        }
        return fields.endRecord();
    }

    public Schema schema() {
        return schema;
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
        for (int j = 0; j < kinds.size(); j++) {
            String text = reader.text(j);
            double number = Numbers.parse(text, decimalComma);
            if (!missing.cover(text, number)) {
                record.put(
                        j,
                        switch (kinds.get(j)) {
                            case WHOLE_NUMBER -> Long.valueOf(text);
                            case NUMBER -> number;
                            case TEXT -> text;
                        });
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
