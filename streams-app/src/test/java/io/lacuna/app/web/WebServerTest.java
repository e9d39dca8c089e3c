package io.lacuna.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebServerTest {
    private final AtomicReference<List<String>> reasons = new AtomicReference<>(List.of("no model", "no broker"));
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebServer web = WebServer.listen("127.0.0.1", 0)
            .health(() -> true, reasons::get)
            .metrics(() -> "lacuna_ready 1.0\n")
            .json("/api/status", () -> Map.of("generation", 3))
            .json("/api/broken", () -> {
                throw new IllegalStateException("oops");
            })
            .start();

    @AfterEach
    void close() {
        web.close();
    }

    private HttpResponse<String> request(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void readinessSaysWhyNot() throws Exception {
        HttpResponse<String> not = request("GET", "/health/ready");
        assertThat(not.statusCode()).isEqualTo(503);
        assertThat(not.body()).isEqualTo("no model\nno broker\n");
        reasons.set(List.of());
        assertThat(request("GET", "/health/ready").statusCode()).isEqualTo(200);
        assertThat(request("GET", "/health/live").body()).isEqualTo("live\n");
    }

    @Test
    void metricsAndStatusAreServed() throws Exception {
        assertThat(request("GET", "/metrics").body()).isEqualTo("lacuna_ready 1.0\n");
        HttpResponse<String> status = request("GET", "/api/status");
        assertThat(status.body()).isEqualTo("{\"generation\":3}");
        assertThat(status.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void nothingElseIsThereAndNothingCanBeChanged() throws Exception {
        assertThat(request("GET", "/").statusCode()).isEqualTo(404);
        assertThat(request("GET", "/api/status/more").statusCode()).isEqualTo(404);
        assertThat(request("POST", "/api/status").statusCode()).isEqualTo(405);
        assertThat(request("HEAD", "/metrics").statusCode()).isEqualTo(200);
        assertThat(request("GET", "/api/broken").statusCode()).isEqualTo(500);
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> WebServer.listen("127.0.0.1", web.port()))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(Integer.toString(web.port()))
                .hasMessageContaining("http.port");
    }
}
