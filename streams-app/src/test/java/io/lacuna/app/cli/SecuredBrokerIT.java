package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.demo.BrokerCluster;
import io.lacuna.app.registry.Certificate;
import io.lacuna.app.registry.InMemoryRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Commands against a broker that speaks TLS and asks for a user (SCRAM), and a registry that asks for one too. */
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
    void a_properties_file_with_kafkas_own_keys_is_enough() throws Exception {
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
    void a_wrong_password_is_one_line_that_does_not_repeat_it() throws Exception {
        assertThat(produce("brokers-no", settings("wr0ng", "r3gistry"))).isEqualTo(1);
        assertOneLine("uthentication");
    }

    @Test
    void a_wrong_password_for_the_registry_is_one_line_that_does_not_repeat_it() throws Exception {
        assertThat(produce("registrys-no", settings("s3cret", "wr0ng"))).isEqualTo(1);
        assertOneLine("401");
    }

    private void assertOneLine(String part) {
        assertThat(err.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(part).doesNotContain("wr0ng", "s3cret", "r3gistry"));
    }

    private int produce(String topic, Properties settings) throws IOException {
        Path file = directory.resolve(topic + ".properties");
        try (var out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        }
        Path csv = Files.writeString(directory.resolve(topic + ".csv"), "x,y\n1,\n,2\n");
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
