package io.lacuna.app.table.csv;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes a CSV file cell by cell in a given format; the file appears when {@link #commit} is called and never in part.
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

    /** The next cell as it stands in the file that was read. */
    public void raw(String cell) throws TableException {
        if (!first) {
            write(String.valueOf(format.delimiter()));
        }
        bare &= first && cell.isEmpty();
        first = false;
        write(cell);
    }

    /** The next cell, in quotes where it needs them. */
    public void text(String cell) throws TableException {
        raw(format.quoted(cell));
    }

    public void endRecord() throws TableException {
        // One empty cell alone would read as an empty line.
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

    /** Puts the whole file in its place. */
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
