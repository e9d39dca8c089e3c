package io.lacuna.app.cli.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.Map;

/** Output of commands: results on stdout as text or JSON, notes on stderr. */
public final class Output {
    private Output() {}

    /** Prints a note that a user should read to stderr. */
    public static void note(PrintWriter err, String note) {
        err.println("note: " + note);
    }

    /** Prints one JSON document. Numbers that JSON cannot represent become null. */
    public static void json(PrintWriter out, Map<String, ?> document) {
        try {
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(document));
            out.flush();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of strings and numbers could not be written as JSON", impossible);
        }
    }

    /** Whether stderr is a terminal. The launcher finds out, because Java cannot ask for stderr alone. */
    public static boolean terminal() {
        return Boolean.getBoolean("lacuna.terminal");
    }
}
