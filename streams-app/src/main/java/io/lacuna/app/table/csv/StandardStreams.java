package io.lacuna.app.table.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Standard input and output in place of files, as {@code -}: through a file, since tables are read more than once. */
public final class StandardStreams {
    private static final Path DASH = Path.of("-");

    private StandardStreams() {}

    /** Whether the name is that of standard input or output. */
    public static boolean isMeant(Path file) {
        return file.equals(DASH);
    }

    /** The file itself, or one that holds all of the standard input and is deleted when the JVM ends. */
    public static Path input(Path file, InputStream standard) throws TableException {
        if (!isMeant(file)) {
            return file;
        }
        Path copy = temporary("stdin-");
        try {
            Files.copy(standard, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        } catch (IOException failure) {
            throw new TableException("standard input cannot be read: " + failure.getMessage());
        }
    }

    /** The file itself, or one for {@link #print}. */
    public static Path output(Path file) throws TableException {
        return isMeant(file) ? temporary("stdout-") : file;
    }

    /** Prints a file that {@link #output} gave. */
    public static void print(Path file, PrintWriter out) throws TableException {
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            text.transferTo(out);
            out.flush();
        } catch (IOException failure) {
            throw new TableException("standard output cannot be written: " + failure.getMessage());
        }
    }

    /** A file that is deleted when the JVM ends. */
    public static Path temporary(String prefix) throws TableException {
        try {
            Path file = Files.createTempFile(prefix, ".csv");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException failure) {
            throw new TableException("no temporary file can be made: " + failure.getMessage());
        }
    }
}
