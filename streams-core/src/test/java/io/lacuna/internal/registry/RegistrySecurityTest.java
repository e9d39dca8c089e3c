package io.lacuna.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS settings, tokens and users in URLs reach the registry as they do with Confluent's own client. */
class RegistrySecurityTest {
    private static final Schema ONE =
            SchemaBuilder.record("One").fields().requiredDouble("x").endRecord();

    @TempDir
    private static Path directory;

    private static Certificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = Certificate.made(directory);
    }

    @Test
    void aRegistryBehindTlsIsUsedWithTheTrustStoreGiven() throws Exception {
        try (InMemoryRegistry server = InMemoryRegistry.startTls(serverSide());
                SchemaRegistry registry = SchemaRegistries.open(Map.of(
                        "schema.registry.url",
                        server.url(),
                        "schema.registry.ssl.truststore.location",
                        certificate.trust().toString(),
                        "schema.registry.ssl.truststore.password",
                        Certificate.PASSWORD,
                        "schema.registry.ssl.truststore.type",
                        "PKCS12"))) {
            assertThat(server.url()).startsWith("https://");
            assertThat(registry.byId(registry.register("x-value", ONE))).isEqualTo(ONE);
        }
    }

    @Test
    void aRegistryWhoseCertificateNobodyVouchesForIsRefused() throws Exception {
        try (InMemoryRegistry server = InMemoryRegistry.startTls(serverSide());
                SchemaRegistry registry = SchemaRegistries.open(
                        Map.of("schema.registry.url", server.url(), "schema.registry.max.retries", "0"))) {
            assertThatThrownBy(() -> registry.latest("x-value"))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("certification path");
        }
    }

    @Test
    void aTokenOrTheUrlsOwnUserIsSentAsAuthorization() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] answer = "{\"error_code\":40401,\"message\":\"no\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(404, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        String address = "127.0.0.1:" + server.getAddress().getPort();
        try (SchemaRegistry token = SchemaRegistries.open(Map.of(
                        "schema.registry.url", "http://" + address, "schema.registry.bearer.auth.token", "t0ken"));
                SchemaRegistry user =
                        SchemaRegistries.open(Map.of("schema.registry.url", "http://anna:s3cret@" + address))) {
            assertThat(token.latest("x-value")).isEmpty();
            assertThat(user.latest("x-value")).isEmpty();
        } finally {
            server.stop(0);
        }
        assertThat(seen).containsExactly("Bearer t0ken", "Basic YW5uYTpzM2NyZXQ=");
    }

    private static SSLContext serverSide() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificate.keys())) {
            store.load(in, Certificate.PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, Certificate.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
