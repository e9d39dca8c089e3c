package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.progress.CountedOutcomes;
import io.lacuna.app.site.StatusCall;
import io.lacuna.app.site.StreamSite;
import io.lacuna.app.trainer.TrainerMeters;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.process.BrokerCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The calls of a running stream. */
@ExtendWith(SharedBroker.class)
class StreamSiteIT {
    private static final String ROLLBACK = "{\"action\":\"rollback\",\"generation\":1,\"message\":\"worse\"}";

    private static final Pattern METRIC = Pattern.compile("\\b(?:lacuna|kafka|jvm)_[a-z0-9_]+");

    @TempDir
    private Path folder;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(StreamSite site, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(
                request.uri(URI.create("http://127.0.0.1:" + site.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(StreamSite site, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(site, path, HttpRequest.newBuilder());
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> post(StreamSite site, String path, String token, String body)
            throws IOException, InterruptedException {
        return send(
                site,
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void theCallsTellOfGenerationsFeaturesAndScoresAndARollbackNeedsTheToken(BrokerCluster broker) throws Exception {
        Map<String, String> keys = Map.of("scores.share", "1", "scores.mask.rate", "0.5", "http.token", "t0ken");
        try (Pipeline pipeline = new Pipeline(broker, folder, keys)) {
            pipeline.publishFirst(Models.sensors(20));
            pipeline.send(60);
            try (StreamApp app = pipeline.start();
                    StreamSite site = StreamSite.open(pipeline.config, app, pipeline.registry)) {
                await().atMost(Duration.ofSeconds(30)).until(() -> app.metrics().imputedCount() == 60);
                pipeline.publish(Models.sensors(30));
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> Long.valueOf(2).equals(app.status().generation()));

                assertThat(get(site, "/api/features").path("features"))
                        .extracting(feature -> feature.path("name").asText())
                        .containsExactly("temp", "humidity", "count", "alarm", "state");
                JsonNode temp = get(site, "/api/features").path("features").path(0);
                assertThat(temp.path("type").asText()).isEqualTo("number");
                assertThat(temp.path("observed").asInt()).isEqualTo(30);
                assertThat(temp.path("missing").asInt()).isEqualTo(30);
                assertThat(get(site, "/api/scores").path("generations"))
                        .isEqualTo(get(site, "/api/status").path("live"))
                        .isNotEmpty();
                String instance = "127.0.0.1:" + site.port();
                List<CountedOutcomes> counted = new StatusCall().counted(instance);
                AuditReport audit = new PipelineAudit(pipeline.config, pipeline.registry, AuditSettings.DEFAULT)
                        .run(Map.of(instance, counted));
                assertThat(audit.findings()).isEmpty();
                assertThat(audit.counted()).isEqualTo(60);
                assertThat(get(site, "/api/generations").path("generations"))
                        .extracting(known -> known.path("number").asInt() + " "
                                + known.path("outcome").asText() + " "
                                + known.path("state").asText())
                        .containsExactly("1 published retired", "2 published active");

                String record = "{\"temp\":null,\"humidity\":50}";
                JsonNode now =
                        json.readTree(post(site, "/api/impute", "", record).body());
                assertThat(now.path("temp").asDouble()).isBetween(29.0, 31.0);
                JsonNode then = json.readTree(
                        post(site, "/api/impute?generation=1", "", record).body());
                assertThat(then.path("temp").asDouble()).isBetween(19.0, 21.0);
                assertThat(then.path("imputation").path("generation").asInt()).isEqualTo(1);
                assertThat(post(site, "/api/impute?generation=9", "", record).statusCode())
                        .isEqualTo(404);

                assertThat(post(site, "/api/generations", "other", ROLLBACK).statusCode())
                        .isEqualTo(401);
                assertThat(post(site, "/api/generations", "t0ken", ROLLBACK).body())
                        .isEqualTo("{\"action\":\"rollback\",\"generation\":3}");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> Long.valueOf(3).equals(app.status().generation()));
                assertThat(get(site, "/api/generations")
                                .path("generations")
                                .path(2)
                                .path("reason")
                                .asText())
                        .isEqualTo("rollback");
                assertThat(post(site, "/api/generations", "t0ken", "{\"action\":\"promote\",\"generation\":1}")
                                .statusCode())
                        .isEqualTo(409);
                assertEveryPathIsDescribed(site);
                pipeline.sendBytes(new byte[] {1, 2, 3});
                await().atMost(Duration.ofSeconds(20)).until(() -> app.metrics().deadLetterCount() == 1);
                assertThat(app.status().deadLetters()).isEqualTo(1);
                assertDashboardsAndAlertsNameRealMetrics(app);
            }
        }
    }

    /** The document names each path and method that is answered, beside the page and its files, and no other. */
    private void assertEveryPathIsDescribed(StreamSite site) throws Exception {
        JsonNode paths = get(site, "/api/openapi.json").path("paths");
        Map<String, TreeSet<String>> described = new HashMap<>();
        paths.fields().forEachRemaining(path -> {
            List<String> methods = new ArrayList<>();
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> methods.add(method.toUpperCase(java.util.Locale.ROOT)));
            described.put(path.getKey(), new TreeSet<>(methods));
        });
        Map<String, Object> served = new HashMap<>(site.paths());
        served.keySet().removeIf(path -> path.equals("/") || path.startsWith("/page/"));
        assertThat(served).isEqualTo(described);
    }

    /** Names of metrics in text format, of a stream and of a trainer. */
    private static TreeSet<String> metrics(StreamApp app) {
        PrometheusMeterRegistry trainer = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        TrainerMeters meters = new TrainerMeters(trainer, Clock.systemUTC());
        meters.failed("for a test");
        TreeSet<String> names = new TreeSet<>();
        (app.meters().scrape() + trainer.scrape())
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .forEach(names::add);
        return names;
    }

    private static void assertDashboardsAndAlertsNameRealMetrics(StreamApp app) throws IOException {
        TreeSet<String> real = metrics(app);
        String page = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertThat(real.stream()
                        .filter(name -> name.startsWith("lacuna_"))
                        .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", "")))
                .as("on the page of metrics")
                .hasSizeGreaterThan(25)
                .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
        for (String file : List.of("grafana/lacuna.json", "alerts.yml")) {
            TreeSet<String> named = new TreeSet<>();
            Matcher names = METRIC.matcher(Files.readString(Path.of("..", "docker", file)));
            while (names.find()) {
                named.add(names.group());
            }
            assertThat(named).as(file).hasSizeGreaterThan(8);
            assertThat(real).as("metrics of " + file).containsAll(named);
        }
    }
}
