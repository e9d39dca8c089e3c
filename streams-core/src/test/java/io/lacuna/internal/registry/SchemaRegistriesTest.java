package io.lacuna.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.lacuna.internal.registry.SchemaRegistry.UnknownSchemaException;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemaRegistriesTest {
    private static final Schema ONE =
            SchemaBuilder.record("One").fields().requiredDouble("x").endRecord();

    @Test
    void aRegistryThatIsNotThereIsNamedWithinSecondsWithoutItsPassword() throws IOException {
        String dead = "http://anna:s3cret@127.0.0.1:" + closedPort();
        Instant begin = Instant.now();
        try (SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", dead))) {
            assertThatThrownBy(() -> registry.byId(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(dead.replace("anna:s3cret@", ""))
                    .hasMessageContaining("does not answer")
                    .hasMessageNotContaining("s3cret");
        }
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aRegistryThatAcceptsAndStaysSilentIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SchemaRegistry registry = SchemaRegistries.open(Map.of(
                        "schema.registry.url", "http://127.0.0.1:" + silent.getLocalPort(),
                        "schema.registry.http.read.timeout.ms", "200",
                        "schema.registry.missing.id.cache.ttl.sec", "1",
                        "schema.registry.missing.cache.size", "10",
                        "schema.registry.max.retries", "1"))) {
            assertThatThrownBy(() -> registry.latest("x-value"))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void theSecondAddressIsAskedWhenTheFirstIsSilent() throws IOException {
        try (InMemoryRegistry alive = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(
                        Map.of("schema.registry.url", "http://127.0.0.1:" + closedPort() + ", " + alive.url()))) {
            assertThat(registry.byId(registry.register("x-value", ONE))).isEqualTo(ONE);
        }
    }

    @Test
    void aPassingFailureOfTheRegistryIsOutlastedAndThenNothingIsAskedTwice() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        String good = "{\"schema\":\"" + ONE.toString().replace("\"", "\\\"") + "\"}";
        HttpServer flaky = answering(requests, count -> count < 3 ? 503 : 200, good);
        try (SchemaRegistry registry = SchemaRegistries.open(Map.of(
                "schema.registry.url",
                "http://127.0.0.1:" + flaky.getAddress().getPort(),
                "schema.registry.retries.wait.ms",
                "1"))) {
            assertThat(registry.byId(5)).isEqualTo(ONE);
            assertThat(requests).hasValue(3);
            assertThat(registry.byId(5)).isSameAs(registry.byId(5));
            assertThat(requests).hasValue(3);
        } finally {
            flaky.stop(0);
        }
    }

    @Test
    void aFailingRegistryIsNoPoison() throws IOException {
        HttpServer broken = answering(new AtomicInteger(), count -> 500, "{\"error_code\":50001,\"message\":\"full\"}");
        try (SchemaRegistry registry = SchemaRegistries.open(Map.of(
                "schema.registry.url",
                "http://127.0.0.1:" + broken.getAddress().getPort(),
                "schema.registry.retries.wait.ms",
                "1"))) {
            assertThatThrownBy(() -> registry.byId(5))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("500")
                    .hasMessageContaining("full");
        } finally {
            broken.stop(0);
        }
    }

    @Test
    void aSchemaThatIsNotAvroIsPoison() throws IOException {
        String proto = "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = \\\"proto3\\\";\"}";
        HttpServer other = answering(new AtomicInteger(), count -> 200, proto);
        try (SchemaRegistry registry = SchemaRegistries.open(Map.of(
                "schema.registry.url", "http://127.0.0.1:" + other.getAddress().getPort()))) {
            assertThatThrownBy(() -> registry.byId(5))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("not an Avro schema");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void anAddressThatIsNoRegistrySaysSo() throws IOException {
        HttpServer page = answering(new AtomicInteger(), count -> 404, "<html>not here</html>");
        try (SchemaRegistry registry = SchemaRegistries.open(Map.of(
                "schema.registry.url", "http://127.0.0.1:" + page.getAddress().getPort()))) {
            assertThatThrownBy(() -> registry.byId(5))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("schema.registry.url");
        } finally {
            page.stop(0);
        }
    }

    @Test
    void settingsThatCannotBeMeantAreNamed() {
        assertThatThrownBy(() -> SchemaRegistries.open(Map.of())).hasMessageContaining("schema.registry.url");
        assertThatThrownBy(() -> SchemaRegistries.open(Map.of("schema.registry.url", "registry:8081")))
                .hasMessageContaining("registry:8081")
                .hasMessageContaining("http://HOST:PORT");
        assertThatThrownBy(() -> SchemaRegistries.open(
                        Map.of("schema.registry.url", "http://h:1", "schema.registry.max.retries", "many")))
                .hasMessageContaining("schema.registry.max.retries")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> SchemaRegistries.open(Map.of(
                        "schema.registry.url", "https://h:1",
                        "schema.registry.ssl.truststore.location", "/nowhere/trust.jks")))
                .hasMessageContaining("/nowhere/trust.jks");
    }

    private interface Status {
        int of(int count);
    }

    private static HttpServer answering(AtomicInteger requests, Status status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.of(requests.incrementAndGet()), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
