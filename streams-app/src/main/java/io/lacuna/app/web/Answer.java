package io.lacuna.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request. Immutable by convention: nobody writes to the body.
 *
 * @param headers in addition to those of every answer
 */
@SuppressWarnings("ArrayRecordComponent") // Made for this answer; never changed.
public record Answer(int status, String type, byte[] body, Map<String, String> headers) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer of(int status, String type, byte[] body) {
        return new Answer(status, type, body, Map.of());
    }

    public static Answer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A value as JSON. */
    public static Answer json(Object value) {
        return json(200, value);
    }

    /** Bytes that are JSON. */
    public static Answer json(byte[] document) {
        return of(200, JSON_TYPE, document);
    }

    private static Answer json(int status, @Nullable Object value) {
        try {
            return of(status, JSON_TYPE, JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException("a value cannot be written as JSON", unwritable);
        }
    }

    /**
     * Why a request is refused, as JSON: {@code {"error":"...","field":"temp"}}.
     *
     * @param details what the error is about, such as a field; those that are null are left out
     */
    public static Answer refusal(int status, String error, Map<String, ?> details) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("error", error);
        problem.putAll(details);
        return json(status, problem);
    }

    /** The same without details. */
    public static Answer refusal(int status, String error) {
        return refusal(status, error, Map.of());
    }

    /** A copy with one more header. */
    public Answer with(String header, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(header, value);
        return new Answer(status, type, body, all);
    }
}
