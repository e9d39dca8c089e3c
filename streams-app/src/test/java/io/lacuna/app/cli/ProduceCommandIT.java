package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.SharedBroker;
import io.lacuna.internal.avro.AvroValueDeserializer;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@ExtendWith(SharedBroker.class)
class ProduceCommandIT {
    private static final String TABLE = "station,temp,wind\nnorth,1.5,3\nsouth,,4\nnorth,NA,\n";

    @TempDir
    private Path directory;

    private final String topic = "produced-" + UUID.randomUUID();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private InMemoryRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = InMemoryRegistry.start(0);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void everyRowArrivesOnceInOrderWithItsKey(BrokerCluster broker) throws Exception {
        assertThat(produce(broker.bootstrapServers(), registry.url(), "--key", "station"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("3 records", topic);

        List<ConsumerRecord<String, GenericRecord>> records = read(broker);
        assertThat(records).extracting(ConsumerRecord::key).containsExactly("north", "south", "north");
        assertThat(records)
                .extracting(record -> record.value().toString())
                .containsExactly(
                        "{\"station\": \"north\", \"temp\": 1.5, \"wind\": 3}",
                        "{\"station\": \"south\", \"temp\": null, \"wind\": 4}",
                        "{\"station\": \"north\", \"temp\": null, \"wind\": null}");
    }

    @Test
    void theRateIsKept(BrokerCluster broker) throws Exception {
        Instant begin = Instant.now();
        assertThat(produce(broker.bootstrapServers(), registry.url(), "--rate", "4"))
                .isZero();
        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(500));
        assertThat(read(broker)).hasSize(3);
    }

    @Test
    void aRegistryThatIsNotThereIsOneLineAndNoTopicIsMade(BrokerCluster broker) throws Exception {
        String dead = "http://127.0.0.1:" + closedPort();
        assertThat(produce(broker.bootstrapServers(), dead)).isEqualTo(1);
        assertOneLine(dead);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).doesNotContain(topic);
        }
    }

    @Test
    void aBrokerThatIsNotThereIsOneLineWithinFifteenSeconds() throws Exception {
        String dead = "127.0.0.1:" + closedPort();
        Instant begin = Instant.now();
        assertThat(produce(dead, registry.url())).isEqualTo(1);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(16));
        assertOneLine(dead);
    }

    @Test
    void aSchemaThatBreaksTheTopicsEarlierOneIsRefusedInOneLine(BrokerCluster broker) throws Exception {
        assertThat(produce(broker.bootstrapServers(), registry.url())).isZero();
        Path other = Files.writeString(directory.resolve("other.csv"), "station,temp\n1,warm\n");
        assertThat(run(
                        "--csv",
                        other.toString(),
                        "--topic",
                        topic,
                        "--bootstrap.servers",
                        broker.bootstrapServers(),
                        "--schema.registry.url",
                        registry.url()))
                .isEqualTo(1);
        assertOneLine("incompatible");
        assertThat(read(broker)).hasSize(3);
    }

    @Test
    void aKeyThatIsNoColumnIsOneLine(BrokerCluster broker) throws Exception {
        assertThat(produce(broker.bootstrapServers(), registry.url(), "--key", "place"))
                .isEqualTo(1);
        assertOneLine("place");
    }

    private void assertOneLine(String part) {
        assertThat(err.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("lacuna: ").contains(part));
    }

    private int produce(String brokers, String registryUrl, String... more) throws IOException {
        Path csv = Files.writeString(directory.resolve("table.csv"), TABLE);
        List<String> arguments = new ArrayList<>(List.of(
                "--csv",
                csv.toString(),
                "--topic",
                topic,
                "--bootstrap.servers",
                brokers,
                "--schema.registry.url",
                registryUrl));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        CommandLine command = Lacuna.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("produce"));
        all.addAll(List.of(arguments));
        return command.execute(all.toArray(String[]::new));
    }

    private List<ConsumerRecord<String, GenericRecord>> read(BrokerCluster broker) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<String, GenericRecord>> records = new ArrayList<>();
        try (SchemaRegistry client = SchemaRegistries.open(Map.of("schema.registry.url", registry.url()));
                Consumer<String, GenericRecord> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringDeserializer(),
                        AvroValueDeserializer.generic(client))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
