package io.lacuna.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.registry.SchemaRegistry.UnknownSchemaException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** A registry that is not on our side holds no thread and takes no memory beyond the limits. */
class HostileRegistryTest {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void oneThatSendsItsHeaderAByteAtATimeIsGivenUpAtTheDeadline() throws IOException {
        assertGivenUp("HTTP/1.1 200 OK\r\nX-Filler: " + "x".repeat(10_000));
    }

    @Test
    void oneThatSendsItsAnswerAByteAtATimeIsGivenUpAtTheDeadline() throws IOException {
        assertGivenUp("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n" + " ".repeat(10_000));
    }

    @Test
    void oneThatSendsTheLengthOfAChunkAByteAtATimeIsGivenUpAtTheDeadline() throws IOException {
        assertGivenUp("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "0".repeat(10_000));
    }

    /** The first bytes come at once, so that it drips within the part that the test is about. */
    private static void assertGivenUp(String answer) throws IOException {
        try (ServerSocket dripping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SchemaRegistry registry = SchemaRegistries.open(Map.of(
                        "schema.registry.url",
                        "http://127.0.0.1:" + dripping.getLocalPort(),
                        "schema.registry.request.timeout.ms",
                        "1500"))) {
            Thread server = new Thread(() -> drip(dripping, answer.getBytes(StandardCharsets.US_ASCII)));
            server.setDaemon(true);
            server.start();
            Instant began = Instant.now();
            assertThatThrownBy(() -> registry.byId(7))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("does not answer");
            assertThat(Duration.between(began, Instant.now())).isLessThan(LONGEST);
        }
    }

    private static void drip(ServerSocket from, byte[] answer) {
        while (!from.isClosed()) {
            try (Socket socket = from.accept();
                    OutputStream out = socket.getOutputStream()) {
                int head = answer.length - 9_990;
                out.write(answer, 0, head);
                for (int i = head; i < answer.length; i++) {
                    out.write(answer[i]);
                    out.flush();
                    Thread.sleep(50);
                }
            } catch (IOException gone) {
                // The client hung up, or the test is over.
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    @Test
    void anAnswerWithoutEndIsRefusedAsTooLargeAndAskedForOnce() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        byte[] piece = " ".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
        HttpServer endless = serve(requests, out -> {
            while (true) {
                out.write(piece);
            }
        });
        try (SchemaRegistry registry = SchemaRegistries.open(settings(endless, "schema.max.bytes", "100000"))) {
            for (int time = 0; time < 3; time++) {
                assertThatThrownBy(() -> registry.byId(7))
                        .isInstanceOf(UnknownSchemaException.class)
                        .hasMessageContaining("schema.max.bytes = 100000");
            }
            assertThat(requests).hasValue(1);
        } finally {
            endless.stop(0);
        }
    }

    @Test
    void aSchemaWhoseFixedTypeTakesTwoGigabytesMakesItsRecordsPoison() throws IOException {
        String schema = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":"
                + "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2000000000}}]}";
        assertPoison(schema, "schema.max.fixed.bytes");
    }

    @Test
    void aSchemaOf120000FieldsMakesItsRecordsPoison() throws IOException {
        StringBuilder schema = new StringBuilder("{\"type\":\"record\",\"name\":\"R\",\"fields\":[");
        for (int i = 0; i < 120_000; i++) {
            schema.append(i == 0 ? "" : ",").append("{\"name\":\"f").append(i).append("\",\"type\":\"int\"}");
        }
        assertPoison(schema + "]}", "schema.max.bytes");
    }

    @Test
    void aSchemaOf20000ShortFieldsMakesItsRecordsPoison() throws IOException {
        StringBuilder schema = new StringBuilder("{\"type\":\"record\",\"name\":\"R\",\"fields\":[");
        for (int i = 0; i < 20_000; i++) {
            schema.append(i == 0 ? "" : ",").append("{\"name\":\"f").append(i).append("\",\"type\":\"int\"}");
        }
        assertPoison(schema + "]}", "schema.max.fields");
    }

    @Test
    void aSchemaNested900DeepMakesItsRecordsPoison() throws IOException {
        String schema = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":"
                + "{\"type\":\"array\",\"items\":".repeat(450) + "\"int\"" + "}".repeat(450) + "}]}";
        assertPoison(schema, "");
    }

    private static void assertPoison(String schema, String key) throws IOException {
        byte[] answer = ("{\"schema\":\"" + schema.replace("\"", "\\\"") + "\"}").getBytes(StandardCharsets.UTF_8);
        HttpServer server = serve(new AtomicInteger(), out -> out.write(answer));
        byte[] record = ByteBuffer.allocate(13).put((byte) 0).putInt(7).array();
        try (SchemaRegistry registry = SchemaRegistries.open(settings(server, "schema.registry.max.retries", "0"));
                AvroValueDeserializer<GenericRecord> values = AvroValueDeserializer.generic(registry)) {
            for (int time = 0; time < 2; time++) {
                assertThatThrownBy(() -> values.deserialize("t", record))
                        .isInstanceOf(SerializationException.class)
                        .hasMessageContaining("schema id 7")
                        .hasMessageContaining(key);
            }
        } finally {
            server.stop(0);
        }
    }

    private static Map<String, String> settings(HttpServer server, String key, String value) {
        return Map.of(
                "schema.registry.url", "http://127.0.0.1:" + server.getAddress().getPort(), key, value);
    }

    private interface Answer {
        void write(OutputStream out) throws IOException;
    }

    private static HttpServer serve(AtomicInteger requests, Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                answer.write(out);
            }
        });
        server.start();
        return server;
    }
}
