package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.SharedBroker;
import io.lacuna.app.browser.Browser;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.site.TrainerSite;
import io.lacuna.app.trainer.Trainer;
import io.lacuna.app.trainer.TrainerLoop;
import io.lacuna.app.trainer.TrainerMeters;
import io.lacuna.sandbox.process.BrokerCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The port of a trainer that refits a real topic; its page in a real browser where there is one. */
@ExtendWith(SharedBroker.class)
class TrainerSiteIT {
    private static final Map<String, String> KEYS = Map.of(
            "trainer.http.port", "0",
            "trainer.interval.ms", "3600000",
            "trainer.min.records", "300",
            "trainer.budget.ms", "500",
            "trainer.options", "preset=fast");

    @TempDir
    private Path folder;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(String address, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void send(Pipeline pipeline) {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 400; i++) {
            double temp = 20 + 5 * random.nextGaussian();
            float humidity = (float) (50 + 2 * (temp - 20) + random.nextGaussian());
            pipeline.sendBytes(pipeline.serializer.serialize(
                    pipeline.input, StreamFixture.sensor(i % 3 == 0 ? null : temp, humidity, i % 7, i % 2 == 0, "on")));
        }
        pipeline.flush();
    }

    private static void awaitThat(BooleanSupplier holds) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(holds::getAsBoolean);
    }

    @Test
    void thePortTellsOfTheLastRefitTheNextOneAndBothFiguresOfEachGeneration(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, KEYS)) {
            send(pipeline);
            try (Cluster cluster = Cluster.connect(pipeline.config)) {
                cluster.ensureModelsTopic();
            }
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            TrainerMeters meters = new TrainerMeters(registry, Clock.systemUTC());
            try (Trainer trainer = new Trainer(pipeline.config, pipeline.registry);
                    TrainerLoop loop = new TrainerLoop(pipeline.config, trainer, meters::ran, meters::failed);
                    TrainerSite site = TrainerSite.open(
                            pipeline.config,
                            pipeline.registry,
                            () -> meters.status(loop),
                            meters::notReady,
                            registry::scrape)) {
                String address = "http://127.0.0.1:" + site.port();
                new Thread(loop, "trainer-loop").start();
                awaitThat(() -> meters.status(loop).generation() == 1);
                loop.trigger();
                awaitThat(() -> meters.status(loop).generation() == 2);

                JsonNode status = json.readTree(get(address, "/api/status").body());
                assertThat(status.path("lastWords").asText())
                        .startsWith("generation 2 ")
                        .contains("error");
                assertThat(status.path("nextRefitMs").asLong())
                        .isGreaterThan(System.currentTimeMillis()
                                + Duration.ofMinutes(50).toMillis());
                JsonNode second = json.readTree(get(address, "/api/generations").body())
                        .path("generations")
                        .path(1);
                assertThat(second.path("state")).isEqualTo(second.path("outcome"));
                assertThat(second.path("evaluation").path("challenger.error").isNumber())
                        .isTrue();
                assertThat(get(address, "/health/ready").statusCode()).isEqualTo(200);
                assertThat(get(address, "/metrics").body()).contains("lacuna_trainer_runs_total");
                assertThat(get(address, "/api/impute").statusCode()).isEqualTo(404);
                thePageShowsThem(address + "/", second.path("outcome").asText());

                meters.failed("the broker is away");
                assertThat(get(address, "/health/ready").body()).isEqualTo("the broker is away\n");
                loop.close();
            }
        }
    }

    private void thePageShowsThem(String address, String outcome) throws Exception {
        assertThat(get(address, "").headers().firstValue("Content-Security-Policy"))
                .isPresent();
        Optional<Path> executable = Browser.find();
        if (executable.isEmpty()) {
            return; // StreamPageIT reports that there is none.
        }
        try (Browser browser = Browser.start(executable.get(), folder.resolve("profile"))) {
            browser.open(address);
            StreamPageIT.until(browser, "document.querySelectorAll('#contests tr').length === 2");
            assertThat(
                            StreamPageIT.texts(
                                    browser.evaluate(
                                            "[...document.querySelectorAll('#contests tr:first-child td')].map((cell) => cell.textContent)")))
                    .startsWith(outcome)
                    .element(2)
                    .asString()
                    .matches("\\d\\.\\d{3}");
            StreamPageIT.until(browser, "document.getElementById('last').textContent.startsWith('generation 2 ')");
            assertThat(browser.evaluate("document.querySelector('[data-figure=\"Next refit\"] dd').textContent")
                            .asText())
                    .startsWith("in ");
            assertThat(StreamPageIT.texts(browser.evaluate(StreamPageIT.NAMELESS)))
                    .isEmpty();
            for (String scheme : List.of("light", "dark")) {
                browser.scheme(scheme);
                assertThat(StreamPageIT.texts(browser.evaluate(StreamPageIT.FAINT)))
                        .as("faint text, " + scheme)
                        .isEmpty();
            }
            browser.picture(StreamPageIT.PICTURES.resolve("trainer.png"));
            assertThat(browser.errors()).isEmpty();
            assertThat(browser.requests())
                    .isNotEmpty()
                    .allSatisfy(url -> assertThat(url).startsWith(address));
        }
    }
}
