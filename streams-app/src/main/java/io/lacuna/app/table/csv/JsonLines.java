package io.lacuna.app.table.csv;

import io.lacuna.internal.json.FilledJson;
import io.lacuna.internal.json.Json;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.json.JsonValueSerializer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A file with one JSON object per line, as a table: a column for each member, by its dotted path in objects. It is read through a
 * CSV file of the same records. When it is filled, only gaps change; everything else stays byte for byte.
 */
public final class JsonLines {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final String SOURCE = "a line";

    private final Path file;
    private final Path table;

    /** By column, the kind of its values. */
    private final Map<String, Kind> columns;

    /** Kinds of a column's values; a later one holds the earlier ones too. */
    private enum Kind {
        NUMBER,
        FLAG,
        TEXT
    }

    private JsonLines(Path file, Path table, Map<String, Kind> columns) {
        this.file = file;
        this.table = table;
        this.columns = columns;
    }

    /** The file itself, or a CSV file with its records if it is one of JSON lines. */
    public static Path asTable(Path file) throws TableException {
        JsonLines lines = of(file);
        return lines == null ? file : lines.table();
    }

    /** The file, if its first character is a brace; null if it is not. */
    public static @Nullable JsonLines of(Path file) throws TableException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        Map<String, Kind> columns = new LinkedHashMap<>();
        try (Lines lines = new Lines(file)) {
            if (!lines.isJson()) {
                return null;
            }
            for (JsonRecord record = lines.next(); record != null; record = lines.next()) {
                for (int i = 1; i < record.members(); i++) {
                    if (record.kind(i) != JsonRecord.Kind.OBJECT) {
                        columns.merge(
                                record.path(i),
                                kind(record.kind(i)),
                                (one, other) -> one.compareTo(other) > 0 ? one : other);
                    }
                }
            }
        }
        JsonLines found = new JsonLines(file, temporary(file), columns);
        found.write();
        return found;
    }

    private static Kind kind(JsonRecord.Kind kind) {
        return switch (kind) {
            case NUMBER, NULL -> Kind.NUMBER;
            case TRUE, FALSE -> Kind.FLAG;
            case STRING, OBJECT, ARRAY -> Kind.TEXT;
        };
    }

    private static Path temporary(Path file) throws TableException {
        try {
            Path table = Files.createTempFile(file.getFileName() + "-", ".csv");
            table.toFile().deleteOnExit();
            return table;
        } catch (IOException failure) {
            throw new TableException("no temporary file can be made: " + failure.getMessage());
        }
    }

    /** The CSV file with the same records. */
    public Path table() {
        return table;
    }

    private void write() throws TableException {
        try (Lines lines = new Lines(file);
                CsvWriter out = CsvWriter.create(table, CsvFormat.DEFAULT)) {
            for (String name : columns.keySet()) {
                out.text(name);
            }
            out.endRecord();
            for (JsonRecord record = lines.next(); record != null; record = lines.next()) {
                for (String name : columns.keySet()) {
                    out.text(cell(record, record.find(name)));
                }
                out.endRecord();
            }
            out.commit();
        }
    }

    private static String cell(JsonRecord record, int member) {
        return member == JsonRecord.NONE || record.kind(member) == JsonRecord.Kind.NULL ? "" : record.text(member);
    }

    /**
     * Writes the records with the gaps that the filled table has filled.
     *
     * @param filled the {@link #table}, filled; columns that were added become members
     * @param out packed if its name ends with {@code .gz}
     */
    public void fill(Path filled, Path out) throws TableException {
        JsonValueSerializer serializer = new JsonValueSerializer();
        try (Lines lines = new Lines(file);
                CsvReader cells = CsvReader.open(filled, CsvFormat.DEFAULT);
                AtomicFile written = AtomicFile.create(out)) {
            CsvHeader header = CsvHeader.read(cells);
            OutputStream bytes =
                    out.toString().endsWith(".gz") ? new GZIPOutputStream(written.out(), 1 << 16) : written.out();
            for (JsonRecord record = lines.next(); record != null && cells.next(); record = lines.next()) {
                FilledJson copy = new FilledJson(record, "imputation");
                for (int c = 0; c < cells.size(); c++) {
                    fill(record, copy, header.names().get(c), cells.text(c));
                }
                bytes.write(serializer.serialize(SOURCE, copy));
                bytes.write('\n');
            }
            bytes.flush();
            if (bytes instanceof GZIPOutputStream packed) {
                packed.finish();
            }
            written.commit();
        } catch (IOException failure) {
            throw AtomicFile.unwritable(out, failure);
        }
    }

    private void fill(JsonRecord record, FilledJson copy, String name, String filled) {
        int member = record.find(name);
        if (filled.isEmpty() || filled.equals(cell(record, member).strip())) {
            return;
        }
        String value = value(columns.getOrDefault(name, Kind.NUMBER), filled);
        if (member != JsonRecord.NONE) {
            copy.replace(member, value);
            return;
        }
        int dot = name.lastIndexOf('.');
        int object = dot < 0 ? JsonRecord.ROOT : record.find(name.substring(0, dot));
        if (object == JsonRecord.ROOT || object != JsonRecord.NONE && record.kind(object) == JsonRecord.Kind.OBJECT) {
            copy.append(object, name.substring(dot + 1), value);
        }
    }

    private static String value(Kind kind, String filled) {
        boolean bare = kind == Kind.NUMBER && NUMBER.matcher(filled).matches()
                || kind == Kind.FLAG && (filled.equals("true") || filled.equals("false"));
        return bare ? filled : Json.string(filled);
    }

    /** The records of a file, in order. */
    private static final class Lines implements AutoCloseable {
        private final Path file;
        private final BufferedReader in;
        private final JsonValueDeserializer reader = new JsonValueDeserializer();
        private long number;

        Lines(Path file) throws TableException {
            this.file = file;
            try {
                in = new BufferedReader(new InputStreamReader(CsvReader.bytes(file), StandardCharsets.UTF_8));
            } catch (IOException failure) {
                throw unreadable(file, failure);
            }
        }

        /** Whether the first character is a brace. */
        boolean isJson() throws TableException {
            try {
                in.mark(1 << 10);
                int c = in.read();
                while (c == CsvFormat.BYTE_ORDER_MARK || c == ' ' || c == '\n' || c == '\r') {
                    c = in.read();
                }
                in.reset();
                return c == '{';
            } catch (IOException failure) {
                return false; // No text; the reader of CSV names what it is.
            }
        }

        @Nullable
        JsonRecord next() throws TableException {
            try {
                String line = in.readLine();
                while (line != null && line.isBlank()) {
                    number++;
                    line = in.readLine();
                }
                number++;
                if (line == null) {
                    return null;
                }
                GenericRecord record = reader.deserialize(
                        SOURCE,
                        line.replace(String.valueOf(CsvFormat.BYTE_ORDER_MARK), "")
                                .getBytes(StandardCharsets.UTF_8));
                return (JsonRecord) record;
            } catch (SerializationException malformed) {
                throw new TableException(file + ":" + number + ": is no JSON object, though the first line is one; "
                        + String.valueOf(malformed.getMessage()).replace("topic '" + SOURCE + "': ", ""));
            } catch (IOException failure) {
                throw unreadable(file, failure);
            }
        }

        private static TableException unreadable(Path file, IOException failure) {
            return new TableException(file + ": cannot be read: " + failure.getMessage());
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException ignored) {
                // The file was only read: nothing can be lost.
            }
        }
    }
}
