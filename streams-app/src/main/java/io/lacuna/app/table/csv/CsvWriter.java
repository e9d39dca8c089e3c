package io.lacuna.app.table.csv;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a CSV file cell by cell in a given format, packed if its name ends with {@code .gz}. The file appears complete
 * when {@link #commit} is called.
 * Mutable, owned by one thread.
 */
public final class CsvWriter implements AutoCloseable {
    private final AtomicFile file;
    private final Path place;
    private final CsvFormat format;
    private final @Nullable GZIPOutputStream packed;
    private final Writer out;
    private boolean first = true;
    private boolean bare = true;

    private CsvWriter(AtomicFile file, Path place, CsvFormat format) throws IOException {
        this.file = file;
        this.place = place;
        this.format = format;
        this.packed = place.toString().endsWith(".gz") ? new GZIPOutputStream(file.out(), 1 << 16) : null;
        this.out = new BufferedWriter(
                new OutputStreamWriter(packed == null ? file.out() : packed, StandardCharsets.UTF_8), 1 << 16);
    }

    public static CsvWriter create(Path place, CsvFormat format) throws TableException {
        CsvWriter writer = begin(place, format);
        if (format.byteOrderMark()) {
            writer.write(String.valueOf(CsvFormat.BYTE_ORDER_MARK));
        }
        writer.write(format.preamble());
        return writer;
    }

    private static CsvWriter begin(Path place, CsvFormat format) throws TableException {
        AtomicFile file = AtomicFile.create(place);
        try {
            return new CsvWriter(file, place, format);
        } catch (IOException failure) {
            file.close();
            throw AtomicFile.unwritable(place, failure);
        }
    }

    /** Writes the next cell as it was read from a file. */
    public void raw(String cell) throws TableException {
        if (!first) {
            write(String.valueOf(format.delimiter()));
        }
        bare &= first && cell.isEmpty();
        first = false;
        write(cell);
    }

    /** Writes the next cell, in quotes where necessary. */
    public void text(String cell) throws TableException {
        raw(format.quoted(cell));
    }

    public void endRecord() throws TableException {
        // A single empty cell would be read as an empty line.
        write(bare && !first ? "\"\"" + format.lineEnd() : format.lineEnd());
        first = true;
        bare = true;
    }

    private void write(String text) throws TableException {
        try {
            out.write(text);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(place, failure);
        }
    }

    /** Moves the file to its target. */
    public void commit() throws TableException {
        try {
            out.flush();
            if (packed != null) {
                packed.finish();
            }
        } catch (IOException failure) {
            throw AtomicFile.unwritable(place, failure);
        }
        file.commit();
    }

    @Override
    public void close() {
        file.close();
    }
}
