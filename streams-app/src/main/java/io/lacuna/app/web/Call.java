package io.lacuna.app.web;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, read to its end. Immutable by convention: nobody writes to the body.
 *
 * @param query parameters behind the question mark; of several with one name, the first
 * @param contentType the header; empty if it is absent
 * @param authorization the header; empty if it is absent
 * @param body empty of a request without one
 */
@SuppressWarnings("ArrayRecordComponent") // Read for this request; never changed.
public record Call(Map<String, String> query, String contentType, String authorization, byte[] body) {
    public Call {
        query = Map.copyOf(query);
    }

    /** A parameter; null if it is absent or empty. */
    public @Nullable String parameter(String name) {
        String value = query.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * Whether the body says that it is JSON. A page of another site cannot send that type without asking first, and it is
     * not allowed to.
     */
    public boolean isJson() {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json");
    }
}
