package io.lacuna.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.Map;

/** How commands speak: results on stdout, for people or as JSON; notes on stderr. */
final class Output {
    private Output() {}

    /** A note that a careful user should read; results are elsewhere. */
    static void note(PrintWriter err, String note) {
        err.println("note: " + note);
    }

    /** One JSON document; numbers that JSON does not have become null. */
    static void json(PrintWriter out, Map<String, ?> document) {
        try {
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(document));
            out.flush();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("maps of texts and numbers are JSON", impossible);
        }
    }

    /** Whether stderr is a terminal; the launcher looks, as Java cannot ask for stderr alone. */
    static boolean terminal() {
        return Boolean.getBoolean("lacuna.terminal");
    }
}
