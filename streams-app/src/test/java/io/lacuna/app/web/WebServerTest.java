package io.lacuna.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void clientsThatNeverEndTheirRequestAreCutOffAndHealthIsAnsweredBesideThem() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket("127.0.0.1", web.port());
                socket.getOutputStream().write("GET /health/re".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                slow.add(socket);
            }
            long began = System.nanoTime();
            assertThat(request("GET", "/health/live").statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            slow.get(0).setSoTimeout(15_000);
            int end;
            try {
                end = slow.get(0).getInputStream().read();
            } catch (SocketException reset) {
                end = -1;
            }
            assertThat(end).isEqualTo(-1);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private int statusForHost(int port, String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("GET /api/status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void aForeignHostNameIsRefusedAndOneThatIsGivenIsNot() throws Exception {
        assertThat(statusForHost(web.port(), "attacker.example")).isEqualTo(421);
        assertThat(statusForHost(web.port(), "attacker.example:" + web.port())).isEqualTo(421);
        assertThat(statusForHost(web.port(), "localhost:" + web.port())).isEqualTo(200);
        assertThat(statusForHost(web.port(), "127.0.0.1")).isEqualTo(200);
        assertThat(statusForHost(web.port(), "[::1]:80")).isEqualTo(200);
        try (WebServer other = WebServer.listen("127.0.0.1", 0)
                .allow(List.of("Lacuna.local"))
                .json("/api/status", () -> Map.of())
                .start()) {
            assertThat(statusForHost(other.port(), "lacuna.local:80")).isEqualTo(200);
            assertThat(statusForHost(other.port(), "attacker.example")).isEqualTo(421);
        }
    }

    @Test
    void whatIsToBeHiddenIsHiddenInEveryAnswer() throws Exception {
        try (WebServer other = WebServer.listen("127.0.0.1", 0)
                .hide(text -> text.replace("s3cret", "[hidden]"))
                .json("/api/status", () -> Map.of("notReady", "no broker for s3cret"))
                .start()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + "/api/status"))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("{\"notReady\":\"no broker for [hidden]\"}");
        }
    }

    @Test
    void healthIsAnsweredWithinAHundredMillisecondsBesideSlowAndManyClients() throws Exception {
        List<Socket> slow = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> many = new ArrayList<>();
        AtomicInteger quick = new AtomicInteger();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket("127.0.0.1", web.port());
                // Half of them do not end their request, the others do not read the answer.
                socket.getOutputStream()
                        .write((i % 2 == 0 ? "GET /metr" : "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            for (int t = 0; t < 4; t++) {
                Thread thread = new Thread(() -> {
                    while (!over.get() && quick.get() < 10_000) {
                        quickly();
                        quick.incrementAndGet();
                    }
                });
                thread.start();
                many.add(thread);
            }
            long[] nanos = new long[50];
            for (int i = 0; i < nanos.length; i++) {
                long began = System.nanoTime();
                assertThat(statusOf("GET /health/live HTTP/1.0\r\n\r\n")).isEqualTo(200);
                nanos[i] = System.nanoTime() - began;
            }
            Arrays.sort(nanos);
            // The median, since a machine under other load may hold up any one of them.
            assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(100));
            assertThat(quick.get()).isPositive();
        } finally {
            over.set(true);
            for (Thread thread : many) {
                thread.join();
            }
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private void quickly() {
        try {
            assertThat(statusOf("GET /metrics HTTP/1.0\r\n\r\n")).isEqualTo(200);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private int statusOf(String request) throws IOException {
        return Integer.parseInt(answerTo(request).substring(9, 12));
    }

    private String answerTo(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", web.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aRequestMayComeInPiecesAndSeveralOnOneConnection() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", web.port())) {
            for (String piece : List.of(
                    "GET /health/live HT", "TP/1.1\r\nHost: localhost\r", "\n\r\nGET /metrics HTTP/1.0\r\n\r\n")) {
                socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("live\n")
                    .endsWith("lacuna_ready 1.0\n");
        }
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        assertThat(statusOf("hello\r\n\r\n")).isEqualTo(400);
        assertThat(statusOf("GET / HTTP/1.1\r\nX: " + "x".repeat(8_192))).isEqualTo(431);
        assertThat(statusOf("POST /metrics HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc"))
                .isEqualTo(405);
    }
}
