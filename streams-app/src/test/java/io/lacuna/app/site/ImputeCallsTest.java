package io.lacuna.app.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.web.Answer;
import io.lacuna.app.web.WebServer;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ServingGeneration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/impute} over HTTP. */
class ImputeCallsTest {
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch held = new CountDownLatch(1);
    private final WebServer web = WebServer.listen("127.0.0.1", 0)
            .post("/api/impute", ImputeCalls.MOST_BYTES, calls(Map.of())::answer)
            .post("/held", 10, call -> {
                try {
                    held.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                return Answer.text(200, "done");
            })
            .health(() -> true, List::of)
            .start();

    private static ImputeCalls calls(Map<String, String> keys) {
        ServingGeneration seventh = new ServingGeneration(7, "ab".repeat(32), Models.sensors(20), 0);
        return new ImputeCalls(
                number -> {
                    if (number == null || number.equals("7")) {
                        return seventh;
                    }
                    throw new CallRefusedException(404, "there is no generation " + number);
                },
                LacunaConfig.of(keys).servingSettings(),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        held.countDown();
        web.close();
    }

    private CompletableFuture<HttpResponse<String>> send(String path, String type, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> impute(String body) {
        return send("/api/impute", "application/json", body).join();
    }

    private static @Nullable JsonNode cell(JsonNode record, String field) {
        for (JsonNode cell : record.path("imputation").path("cells")) {
            if (cell.path("field").asText().equals(field)) {
                return cell;
            }
        }
        return null;
    }

    @Test
    void anObjectComesBackFilledWithIntervalsAndCodeAndAllElseAsItWas() throws Exception {
        HttpResponse<String> answer =
                impute("{\"id\":\"s1\",\"temp\":null,\"humidity\":1.50,\"note\":{\"by\":[1,2.50]},\"state\":\"off\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"humidity\":1.50", "\"note\":{\"by\":[1,2.50]}", "\"id\":\"s1\"");
        JsonNode record = json.readTree(answer.body());
        assertThat(record.path("temp").asDouble()).isCloseTo(20, within(1e-6));
        assertThat(record.path("alarm").asBoolean(true)).isFalse();
        JsonNode imputation = record.path("imputation");
        assertThat(imputation.path("generation").asLong()).isEqualTo(7);
        assertThat(imputation.path("latent").path("mean").isArray()).isTrue();
        JsonNode temp = cell(record, "temp");
        assertThat(temp).isNotNull();
        assertThat(temp.path("lower").asDouble()).isLessThan(20);
        assertThat(temp.path("upper").asDouble()).isGreaterThan(20);
        assertThat(cell(record, "humidity")).as("observed").isNull();
        assertThat(cell(record, "alarm").path("probabilities").path("false").asDouble())
                .isGreaterThan(0.5);
    }

    @Test
    void anArrayComesBackAsAnArrayInItsOrder() throws Exception {
        JsonNode records = json.readTree(impute("[{\"temp\":1,\"humidity\":null},{\"temp\":2},{\"temp\":3}]")
                .body());
        assertThat(records.isArray()).isTrue();
        assertThat(records).extracting(record -> record.path("temp").asInt()).containsExactly(1, 2, 3);
        assertThat(records)
                .allSatisfy(
                        record -> assertThat(record.path("humidity").isNumber()).isTrue());
        assertThat(impute("[]").body()).isEqualTo("[]");
    }

    @Test
    void theNumberOfAGenerationChoosesIt() {
        assertThat(send("/api/impute?generation=7", "application/json", "{\"temp\":1}")
                        .join()
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> none = send("/api/impute?generation=8", "application/json", "{\"temp\":1}")
                .join();
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("there is no generation 8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'temp':'warm'}|temp|make it a number",
                "{'temp':true}|temp|make it a number",
                "{'temp':[1]}|temp|make it a number",
                "{'temp':1e999}|temp|make it a number",
                "{'alarm':'yes'}|alarm|make it true or false",
                "{'alarm':2}|alarm|make it true or false",
                "{'state':'broken'}|state|make it one of on, off",
                "{'state':{'x':1}}|state|make it one of on, off",
                "{'temp':1,'imputation':{}}|imputation|leave it out",
            })
    void aValueOfAnotherKindIsRefusedWithItsFieldAndItsRecord(String record, String field, String words)
            throws Exception {
        HttpResponse<String> answer = impute("[{\"temp\":1}," + record.replace('\'', '"') + "]");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode refusal = json.readTree(answer.body());
        assertThat(refusal.path("field").asText()).isEqualTo(field);
        assertThat(refusal.path("record").asInt()).isEqualTo(1);
        assertThat(refusal.path("error").asText()).contains(field, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'temp':1|is no JSON",
                "{'temp':1} x|is no JSON",
                "{'temp':1,'temp':2}|is no JSON",
                "{'temp':NaN}|is no JSON",
                "17|neither a JSON object nor an array",
                "[1]|record 0 is no JSON object",
                "{}|none of the fields that the model fills",
                "{'tmp':1}|none of the fields that the model fills",
            })
    void whatIsNoRecordIsRefusedWithTheReason(String body, String words) {
        HttpResponse<String> answer = impute(body.replace('\'', '"'));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(words);
        assertThat(impute("").statusCode()).isEqualTo(400);
    }

    @Test
    void largeBodiesManyRecordsAndOtherTypesAreRefused() {
        HttpResponse<String> large = impute("{\"temp\":\"" + "x".repeat(10 << 20) + "\"}");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("at most " + ImputeCalls.MOST_BYTES);
        String many = "[" + "{\"temp\":1},".repeat(ImputeCalls.MOST_RECORDS) + "{\"temp\":1}]";
        assertThat(impute(many).statusCode()).isEqualTo(413);
        assertThat(impute("[" + "[".repeat(50_000)).statusCode()).isEqualTo(400);
        // A form of another site can send these without asking.
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            assertThat(send("/api/impute", type, "{\"temp\":1}").join().statusCode())
                    .isEqualTo(415);
        }
        assertThat(send("/api/impute?time=soon", "application/json", "{\"temp\":1}")
                        .join()
                        .body())
                .contains("time is 'soon'");
    }

    @Test
    void callsBeyondTheQueueAreRefusedAndHealthIsAnsweredBesideThem() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            waiting.add(send("/held", "application/json", "{}"));
        }
        HttpResponse<?> refused = CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new))
                .thenApply(HttpResponse.class::cast)
                .join();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        HttpRequest live = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/health/live"))
                .build();
        assertThat(client.send(live, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        held.countDown();
        assertThat(waiting.stream().map(CompletableFuture::join).filter(answer -> answer.statusCode() == 200))
                .hasSizeBetween(16, 18);
    }

    @Test
    void fieldsThatTheStreamLeavesOutAreLeftOutHere() throws Exception {
        Answer answer = calls(Map.of("impute.exclude", "humidity,state"))
                .answer(new io.lacuna.app.web.Call(
                        Map.of(),
                        "application/json; charset=utf-8",
                        "",
                        "{\"temp\":null,\"alarm\":true,\"state\":5}"
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(answer.status()).isEqualTo(200);
        JsonNode record = json.readTree(answer.body());
        assertThat(record.has("humidity")).isFalse();
        assertThat(record.path("state").asInt()).isEqualTo(5);
        assertThat(record.path("temp").isNumber()).isTrue();
    }
}
