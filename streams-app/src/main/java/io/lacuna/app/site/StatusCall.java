package io.lacuna.app.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.progress.CountedOutcomes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Asks instances for their {@code /api/status}. Safe to share between threads. */
public final class StatusCall {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();

    /**
     * Asks one instance.
     *
     * @param url its {@code http.host} and {@code http.port}, with or without {@code http://}
     * @throws IOException if it does not answer within 5 seconds, or something else than a stream answers
     * @throws IllegalArgumentException if this is no address
     */
    public JsonNode ask(String url) throws IOException, InterruptedException {
        String address = url.contains("://") ? url : "http://" + url;
        URI uri = URI.create(address.replaceAll("/+$", "") + "/api/status");
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(uri).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("HTTP " + answer.statusCode());
        }
        try {
            JsonNode status = JSON.readTree(answer.body());
            if (!status.has("generation") || !status.has("state")) {
                throw new IOException("the answer is not from Lacuna");
            }
            return status;
        } catch (JsonProcessingException other) {
            throw new IOException("the answer is not from Lacuna", other);
        }
    }

    /**
     * The outcomes that an instance counted.
     *
     * @throws IOException as {@link #ask}; also if the instance is of a release that does not tell them
     */
    public List<CountedOutcomes> counted(String url) throws IOException, InterruptedException {
        JsonNode counted = ask(url).get("counted");
        if (counted == null) {
            throw new IOException("its release does not tell what it counted");
        }
        return List.of(JSON.treeToValue(counted, CountedOutcomes[].class));
    }
}
