package io.lacuna.app.table.csv;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes a CSV file cell by cell in a given format. The file appears complete when {@link #commit} is called.
 * Mutable, owned by one thread.
 */
public final class CsvWriter implements AutoCloseable {
    private final AtomicFile file;
    private final Path place;
    private final CsvFormat format;
    private final Writer out;
    private boolean first = true;
    private boolean bare = true;

    private CsvWriter(AtomicFile file, Path place, CsvFormat format) {
        this.file = file;
        this.place = place;
        this.format = format;
        this.out = new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8), 1 << 16);
    }

    public static CsvWriter create(Path place, CsvFormat format) throws TableException {
        CsvWriter writer = new CsvWriter(AtomicFile.create(place), place, format);
        if (format.byteOrderMark()) {
            writer.write(String.valueOf(CsvFormat.BYTE_ORDER_MARK));
        }
        writer.write(format.preamble());
        return writer;
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
