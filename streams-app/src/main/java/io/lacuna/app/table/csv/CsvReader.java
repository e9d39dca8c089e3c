package io.lacuna.app.table.csv;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads a CSV file record by record and keeps the original text of each cell. Not a library, because libraries return
 * the text of a cell without its quotes, and observed cells must be written exactly as they were read.
 *
 * <p>Quotes follow RFC 4180; a quote inside an unquoted cell is an ordinary character. Empty lines are skipped, except
 * in a table of one column, where they are missing cells.
 * Mutable, owned by one thread.
 */
public final class CsvReader implements AutoCloseable {
    /** A longer cell means that a quote was never closed. */
    private static final int MAX_CELL = 1 << 20;

    private static final int MAX_HEADER = 1 << 24;
    private static final int LEAST_ROOM = 1 << 12;
    private static final int MOST_ROOM = 1 << 16;

    /** The limit of spreadsheets. */
    private static final int MAX_COLUMNS = 16_384;

    private static final int END = -1;

    private final Path file;
    private final CsvFormat format;
    private final PushbackReader in;
    private final StringBuilder cell = new StringBuilder();
    private final List<String> cells = new ArrayList<>();
    private long line = 1;
    private long recordLine = 1;

    /** Number of cells of the first record; in a table of one column an empty line is a missing cell. */
    private int columns;

    private CsvReader(Path file, CsvFormat format, Reader in) {
        this.file = file;
        this.format = format;
        this.in = new PushbackReader(in, 1);
    }

    /** Opens the file at its header. */
    public static CsvReader open(Path file, CsvFormat format) throws TableException {
        CsvReader reader = new CsvReader(file, format, text(file));
        try {
            int first = reader.in.read();
            if (first != END && first != CsvFormat.BYTE_ORDER_MARK) {
                reader.in.unread(first);
            }
            for (int i = 0; i < format.preamble().length(); i++) {
                reader.in.read();
            }
            reader.line += lines(format.preamble());
            return reader;
        } catch (IOException failure) {
            reader.close();
            throw reader.unreadable(failure);
        }
    }

    private static long lines(String text) {
        return text.lines().count();
    }

    /**
     * The first lines, with their line ends and quoted line breaks: all that are empty or begin with {@code #}, and
     * three more; for {@link CsvFormat#detect}.
     */
    static List<String> firstLines(Path file) throws TableException {
        List<String> lines = new ArrayList<>();
        int length = 0;
        try (CsvReader reader = new CsvReader(file, CsvFormat.DEFAULT, text(file))) {
            for (int others = 0; others < 3 && length < MAX_HEADER; ) {
                String line = reader.line(MAX_HEADER - length);
                if (line.isEmpty()) {
                    break;
                }
                lines.add(line);
                length += line.length();
                boolean marked = line.charAt(0) == CsvFormat.BYTE_ORDER_MARK;
                others += line.isBlank() || line.startsWith("#", marked ? 1 : 0) ? 0 : 1;
            }
            return lines;
        } catch (IOException failure) {
            throw new TableException(reason(file, 1, failure));
        }
    }

    /** A line with its line end; empty at the end of the file. */
    private String line(int most) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        int c;
        while (text.length() < most && (c = in.read()) != END) {
            text.append((char) c);
            quoted ^= c == '"' && text.charAt(0) != '#';
            if (!quoted && c == '\n') {
                break;
            }
            if (!quoted && c == '\r') {
                int after = in.read();
                if (after == '\n') {
                    text.append('\n');
                } else if (after != END) {
                    in.unread(after);
                }
                break;
            }
        }
        return text.toString();
    }

    private static Reader text(Path file) throws TableException {
        if (!Files.exists(file)) {
            throw new TableException(file + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new TableException(file + ": is a directory, not a CSV file");
        }
        if (!Files.isRegularFile(file)) {
            throw new TableException(
                    file + ": is not a regular file, but must be read more than once; copy it to a regular file first");
        }
        try {
            // Our own decoder reports malformed bytes; a plain InputStreamReader would replace them silently.
            return new BufferedReader(
                    new InputStreamReader(bytes(file), StandardCharsets.UTF_8.newDecoder()), room(file));
        } catch (IOException failure) {
            throw new TableException(reason(file, 1, failure));
        }
    }

    /** Size of a buffer: a small file, of which a table is read several times, needs no large one. */
    private static int room(Path file) throws IOException {
        return (int) Math.max(LEAST_ROOM, Math.min(MOST_ROOM, Files.size(file)));
    }

    /** The bytes of the file, unpacked if they are gzip's, whatever the file's name. */
    static InputStream bytes(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), room(file));
        try {
            in.mark(2);
            boolean packed = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return packed ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException failure) {
            in.close();
            throw failure;
        }
    }

    private static String reason(Path file, long line, IOException failure) {
        return failure instanceof CharacterCodingException
                ? file + ":" + notUtf8(file, line) + ": not UTF-8 text; convert the file to UTF-8 first"
                : file + ": cannot be read: " + failure.getClass().getSimpleName() + " " + failure.getMessage();
    }

    /** The line of the first byte that is not UTF-8. The decoder reads ahead, so it does not know the line. */
    private static long notUtf8(Path file, long about) {
        try (BufferedReader bytes = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            long line = 1;
            for (String text = bytes.readLine(); text != null; text = bytes.readLine(), line++) {
                byte[] raw = text.getBytes(StandardCharsets.ISO_8859_1);
                if (!Arrays.equals(raw, new String(raw, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))) {
                    return line;
                }
            }
        } catch (IOException unreadable) {
            return about;
        }
        return about;
    }

    private TableException unreadable(IOException failure) {
        return new TableException(reason(file, line, failure));
    }

    /** Reads the next record; false at the end of the file. */
    public boolean next() throws TableException {
        try {
            do {
                recordLine = line;
                cells.clear();
                if (!readRecord()) {
                    return false;
                }
            } while (columns != 1 && cells.size() == 1 && cells.get(0).isEmpty());
            columns = columns == 0 ? cells.size() : columns;
            return true;
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    private boolean readRecord() throws IOException, TableException {
        int c = in.read();
        if (c == END) {
            return false;
        }
        while (true) {
            c = readCell(c);
            if (cells.size() == MAX_COLUMNS) {
                throw new TableException(at() + ": more than " + MAX_COLUMNS + " columns; keep only those you need");
            }
            cells.add(cell.toString());
            if (c == format.delimiter()) {
                c = in.read();
            } else {
                endLine(c);
                return true;
            }
        }
    }

    /** Reads a cell that begins with this character and returns the character that ended it. */
    private int readCell(int first) throws IOException, TableException {
        cell.setLength(0);
        int c = first;
        if (c == '"') {
            readQuotes();
            c = in.read();
        }
        while (c != format.delimiter() && c != '\n' && c != '\r' && c != END) {
            append(c);
            c = in.read();
        }
        return c;
    }

    private void readQuotes() throws IOException, TableException {
        append('"');
        while (true) {
            int c = in.read();
            if (c == END) {
                throw new TableException(at() + ": a quote begins here and is never closed");
            }
            append(c);
            line += c == '\n' ? 1 : 0;
            if (c == '"') {
                int after = in.read();
                if (after != '"') {
                    if (after != END) {
                        in.unread(after);
                    }
                    return;
                }
                append(after);
            }
        }
    }

    private void append(int c) throws TableException {
        if (c == 0) {
            throw new TableException(file + ":" + line + ": not a text file; a CSV file is needed");
        }
        if (cell.length() >= MAX_CELL) {
            throw new TableException(
                    at() + ": a cell longer than a million characters; check for a quote that is not closed");
        }
        cell.append((char) c);
    }

    private void endLine(int c) throws IOException {
        if (c == '\r') {
            int after = in.read();
            if (after != '\n' && after != END) {
                in.unread(after);
            }
        }
        line++;
    }

    /** Number of cells in the record. */
    public int size() {
        return cells.size();
    }

    /** A cell as written in the file, with its quotes and spaces. */
    public String raw(int column) {
        return cells.get(column);
    }

    /** The text of a cell, without quotes and surrounding spaces, breaking or not. */
    public String text(int column) {
        String text = unquoted(cells.get(column));
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static String unquoted(String raw) {
        if (raw.isEmpty() || raw.charAt(0) != '"') {
            return raw;
        }
        int end = 1;
        while (raw.charAt(end) != '"' || end + 1 < raw.length() && raw.charAt(end + 1) == '"') {
            end += raw.charAt(end) == '"' ? 2 : 1;
        }
        return raw.substring(1, end).replace("\"\"", "\"") + raw.substring(end + 1);
    }

    /** Line on which the record begins, from 1. */
    public long line() {
        return recordLine;
    }

    /** Position of the record, as {@code file:line}. */
    public String at() {
        return file + ":" + recordLine;
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
