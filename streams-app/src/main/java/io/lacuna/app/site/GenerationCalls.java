package io.lacuna.app.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.web.Answer;
import io.lacuna.app.web.Call;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.eclipse.jetty.http.HttpStatus;

/**
 * {@code POST /api/generations}: what {@code lacuna models promote}, {@code reject} and {@code rollback} do. Off unless a
 * token is set. Safe for concurrent use.
 *
 * @param token that a call must have; empty refuses all
 * @param publisher opens the publisher of the models topic
 * @param changed runs after a change
 */
record GenerationCalls(String token, Supplier<GenerationPublisher> publisher, Runnable changed) {
    static final int MOST_BYTES = 4_096;

    private static final String BEARER = "Bearer ";

    Answer answer(Call call) {
        try {
            authorize(call.authorization());
            if (!call.isJson()) {
                throw new CallRefusedException(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                        "send {\"action\":\"rollback\",\"generation\":1} with Content-Type: application/json");
            }
            return Answer.json(change(read(call.body())));
        } catch (CallRefusedException refused) {
            return refused.answer();
        }
    }

    private void authorize(String authorization) {
        if (token.isEmpty()) {
            throw new CallRefusedException(
                    HttpStatus.FORBIDDEN_403, "calls that change something are off; http.token switches them on");
        }
        byte[] wanted = (BEARER + token).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(wanted, authorization.getBytes(StandardCharsets.UTF_8))) {
            throw new CallRefusedException(
                    HttpStatus.UNAUTHORIZED_401, "send the token of http.token as Authorization: Bearer TOKEN");
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            JsonNode wish = new ObjectMapper().readTree(body);
            if (wish != null
                    && wish.path("action").isTextual()
                    && wish.path("generation").canConvertToLong()
                    && wish.path("generation").isIntegralNumber()) {
                return wish;
            }
        } catch (IOException malformed) {
            throw new CallRefusedException(HttpStatus.BAD_REQUEST_400, "the body is no JSON");
        }
        throw new CallRefusedException(
                HttpStatus.BAD_REQUEST_400,
                "send an object with action (promote, reject or rollback), generation and, if you like, message");
    }

    private Map<String, Object> change(JsonNode wish) {
        long number = wish.path("generation").asLong();
        String message = wish.path("message").asText("");
        Map<String, Object> done = new LinkedHashMap<>();
        done.put("action", wish.path("action").asText());
        try {
            switch (wish.path("action").asText()) {
                case "promote" ->
                    done.put(
                            "generation",
                            publisher
                                    .get()
                                    .promote(number, message.isEmpty() ? "promoted from generation " + number : message)
                                    .getNumber());
                case "rollback" ->
                    done.put(
                            "generation",
                            publisher
                                    .get()
                                    .rollback(number, message.isEmpty() ? "return to generation " + number : message)
                                    .getNumber());
                case "reject" -> {
                    publisher.get().reject(number, message.isEmpty() ? "by hand" : message);
                    done.put("generation", number);
                }
                default ->
                    throw new CallRefusedException(
                            HttpStatus.BAD_REQUEST_400, "action must be promote, reject or rollback");
            }
        } catch (SetupException | KafkaException failed) {
            throw new CallRefusedException(HttpStatus.CONFLICT_409, String.valueOf(failed.getMessage()));
        }
        changed.run();
        return done;
    }
}
