package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.internal.registry.Certificate;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands against a broker with TLS and SCRAM authentication, and a registry with authentication. */
class SecuredBrokerIT {
    @TempDir
    private static Path directory;

    private static Certificate certificate;
    private static BrokerCluster broker;
    private static InMemoryRegistry registry;
    private static int port;

    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        certificate = Certificate.made(directory);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        broker = BrokerCluster.start(
                directory,
                1,
                Map.of(
                        "listeners", "SECURED://127.0.0.1:" + port,
                        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL",
                        "sasl.enabled.mechanisms", "SCRAM-SHA-512",
                        "listener.name.secured.scram-sha-512.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                        "ssl.keystore.location", certificate.keys().toString(),
                        "ssl.keystore.type", "PKCS12",
                        "ssl.keystore.password", Certificate.PASSWORD));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var anna = new UserScramCredentialUpsertion(
                    "anna", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "s3cret");
            admin.alterUserScramCredentials(List.of(anna)).all().get(30, TimeUnit.SECONDS);
        }
        registry = InMemoryRegistry.start(0, "anna:r3gistry");
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void aPropertiesFileWithKafkasOwnKeysIsEnough() throws Exception {
        assertThat(produce("welcome", settings("s3cret", "r3gistry")))
                .as(err.toString())
                .isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicPartition partition = new TopicPartition("welcome", 0);
            assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get(30, TimeUnit.SECONDS)
                            .offset())
                    .isEqualTo(2);
        }
    }

    @Test
    void aWrongPasswordIsOneLineThatDoesNotRepeatIt() throws Exception {
        assertThat(produce("brokers-no", settings("wr0ng", "r3gistry"))).isEqualTo(1);
        assertOneLine("uthentication");
    }

    @Test
    void aWrongPasswordForTheRegistryIsOneLineThatDoesNotRepeatIt() throws Exception {
        assertThat(produce("registrys-no", settings("s3cret", "wr0ng"))).isEqualTo(1);
        assertOneLine("401");
    }

    /** Trainer, stream and start-up checks with the same file; status and metrics contain no password. */
    @Test
    void aTrainerAndAStreamWorkThereAndTheirStatusAndMetricsHoldNoSecret() throws Exception {
        produce("guarded", settings("s3cret", "r3gistry"), "x,y\n" + "1,2\n2,4\n3,\n,8\n5,10\n".repeat(60));
        Properties keys = settings("s3cret", "r3gistry");
        keys.put("input.topic", "guarded");
        keys.put("application.id", "guarded");
        keys.put("state.dir", directory.resolve("state").toString());
        keys.put("trainer.method", "marginal");
        keys.put("trainer.min.records", "100");
        keys.put("http.port", "0");
        Path file = file("guarded-stream", keys);
        CommandRun trained = CommandRun.lacuna("train", "--once", "--config", file);
        assertThat(trained.status()).as(trained.err()).isZero();
        Map<String, String> read = new HashMap<>();
        keys.forEach((key, value) -> read.put(key.toString(), value.toString()));
        LacunaConfig config = LacunaConfig.of(read);
        try (SchemaRegistry schemas = SchemaRegistries.open(config.registrySettings());
                StreamApp app = StreamApp.start(config, schemas)) {
            await().atMost(Duration.ofSeconds(40)).until(() -> app.metrics().imputedCount() == 300);
            String told = new ObjectMapper().writeValueAsString(app.status())
                    + app.meters().scrape()
                    + app.warnings()
                    + trained.out()
                    + trained.err()
                    + config
                    + CommandRun.lacuna("models", "show", "1", "--json", "--config", file)
                            .out();
            assertThat(told).contains("guarded").doesNotContain("s3cret", "r3gistry", Certificate.PASSWORD);
        }
    }

    private void assertOneLine(String part) {
        assertThat(err.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(part).doesNotContain("wr0ng", "s3cret", "r3gistry"));
    }

    private static Path file(String name, Properties settings) throws IOException {
        Path file = directory.resolve(name + ".properties");
        try (var out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        }
        return file;
    }

    private int produce(String topic, Properties settings) throws IOException {
        return produce(topic, settings, "x,y\n1,\n,2\n");
    }

    private int produce(String topic, Properties settings, String rows) throws IOException {
        Path file = file(topic, settings);
        Path csv = Files.writeString(directory.resolve(topic + ".csv"), rows);
        CommandLine command = Lacuna.commandLine();
        command.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
        return command.execute("produce", "--csv", csv.toString(), "--topic", topic, "--config", file.toString());
    }

    private static Properties settings(String password, String registryPassword) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", "127.0.0.1:" + port);
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"anna\" password=\""
                        + password + "\";");
        settings.put("ssl.truststore.location", certificate.trust().toString());
        settings.put("ssl.truststore.password", Certificate.PASSWORD);
        settings.put("schema.registry.url", registry.url());
        settings.put("schema.registry.basic.auth.user.info", "anna:" + registryPassword);
        return settings;
    }
}
