package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A topic of JSON from its records to the audit, without a schema registry and with one. */
@ExtendWith(SharedBroker.class)
class JsonTopicIT {
    private static final int RECORDS = 3_000;

    @TempDir
    private Path folder;

    private final String topic = "json-" + UUID.randomUUID();

    private Map<String, String> keys(BrokerCluster broker) {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "input.topic",
                topic,
                "input.format",
                "json",
                "application.id",
                topic,
                "state.dir",
                folder.toString(),
                "trainer.budget.ms",
                "2000",
                "scores.share",
                "0.05");
    }

    private CommandRun run(Map<String, String> keys, String... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        keys.forEach((key, value) -> {
            all.add("-D");
            all.add(key + "=" + value);
        });
        return CommandRun.lacuna(all.toArray());
    }

    /** Readings of a few stations: two numbers that go together, a count, a flag and a room, each missing at times. */
    private void send(LacunaConfig config) throws Exception {
        try (Admin admin = Admin.create(config.adminSettings())) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
        }
        // A partition that is being made may refuse a request and accept the next one: then a sequence never gets in
        // order again.
        Map<String, Object> settings = new HashMap<>(config.producerSettings());
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        Random random = new Random(7);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                boolean warm = random.nextBoolean();
                double temp = (warm ? 24 : 15) + random.nextGaussian();
                String text = String.format(
                        Locale.ROOT,
                        "{\"id\": \"r%d\",%s \"air\": {\"humidity\": %s}, \"count\": %d, \"on\": %s, \"room\": \"%s\"}",
                        i,
                        random.nextInt(5) == 0 ? "" : String.format(Locale.ROOT, " \"temp\": %.2f,", temp),
                        random.nextInt(5) == 0 ? "null" : String.format(Locale.ROOT, "%.1f", 100 - 2 * temp),
                        Math.round(2 * temp),
                        random.nextInt(5) == 0 ? "null" : String.valueOf(warm),
                        warm ? "hall" : "attic");
                byte[] key = ("k" + i % 7).getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(topic, key, text.getBytes(StandardCharsets.UTF_8))));
            }
        }
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
    }

    @Test
    void itIsFittedFilledAndVerifiedWithoutARegistry(BrokerCluster broker) throws Exception {
        Map<String, String> keys = keys(broker);
        LacunaConfig config = LacunaConfig.of(keys);
        send(config);

        CommandRun asAvro = run(
                with(keys, Map.of("input.format", "avro", "schema.registry.url", "mock://none")), "train", "--once");
        assertThat(asAvro.status()).isEqualTo(1);
        assertThat(asAvro.err()).contains("set input.format=json");
        CommandRun stream =
                run(with(keys, Map.of("input.format", "avro", "schema.registry.url", "mock://none")), "stream");
        assertThat(stream.status()).isEqualTo(1);
        assertThat(stream.err().strip().lines()).singleElement().asString().contains("set input.format=json");

        CommandRun train = run(keys, "train", "--once");
        assertThat(train.status()).as(train.err()).isZero();
        assertThat(train.out())
                .contains("fills ", "temp", "air.humidity", "count", "on", "room", "passes through id (text")
                .contains("generation 1 published");

        try (StreamApp app = StreamApp.start(config, KafkaSettings.openRegistry(config))) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> app.metrics().imputedCount() == RECORDS);
            assertThat(app.metrics().deadLetterCount()).isZero();
        }
        CommandRun verify = run(keys, "verify", "--recompute", "100000", "--min-records", String.valueOf(RECORDS));
        assertThat(verify.status()).as(verify.out() + verify.err()).isZero();
        assertThat(verify.out()).contains("verified: nothing lost, nothing doubled");

        CommandRun consume = run(keys, "consume", "--limit", "50");
        assertThat(consume.out().lines())
                .hasSize(50)
                .allMatch(line -> line.startsWith("{\"id\": \"r") && line.contains("\"imputation\":{\"generation\":1"))
                .noneMatch(line -> line.contains("null"));
        assertThat(run(keys, "models", "list").out()).contains("* 1      published");
    }

    @Test
    void jsonInARegistrysWireFormatIsProducedFittedFilledAndVerified(BrokerCluster broker) throws Exception {
        Path csv = Files.writeString(folder.resolve("rooms.csv"), rooms(600));
        try (InMemoryRegistry registry = InMemoryRegistry.start(0)) {
            Map<String, String> keys =
                    with(keys(broker), Map.of("input.format", "json-schema", "schema.registry.url", registry.url()));
            LacunaConfig config = LacunaConfig.of(keys);
            CommandRun produce = run(keys, "produce", "--csv", csv.toString(), "--topic", topic, "--partitions", "2");
            assertThat(produce.status()).as(produce.err()).isZero();
            assertThat(produce.out()).contains("600 records to topic " + topic + ", schema id ");
            CommandRun train = run(keys, "train", "--once");
            assertThat(train.status()).as(train.err()).isZero();
            assertThat(train.out()).contains("generation 1 published");
            try (SchemaRegistry opened = KafkaSettings.openRegistry(config);
                    StreamApp app = StreamApp.start(config, opened)) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> app.metrics().imputedCount() == 600);
                assertThat(app.metrics().deadLetterCount()).isZero();
            }
            CommandRun verify = run(keys, "verify", "--recompute", "100000", "--min-records", "600");
            assertThat(verify.status()).as(verify.out() + verify.err()).isZero();
            assertThat(run(keys, "consume", "--limit", "20").out().lines())
                    .hasSize(20)
                    .allMatch(line -> line.startsWith("{\"temp\":") && line.contains("\"imputation\":{"))
                    .noneMatch(line -> line.contains("null"));
        }
    }

    /** A temperature, what follows from it, and the room; some are missing. */
    private static String rooms(int rows) {
        Random random = new Random(5);
        StringBuilder table = new StringBuilder("temp,humidity,room\n");
        for (int i = 0; i < rows; i++) {
            boolean warm = random.nextBoolean();
            double temp = (warm ? 24 : 15) + random.nextGaussian();
            table.append(random.nextInt(5) == 0 ? "" : String.format(Locale.ROOT, "%.2f", temp))
                    .append(String.format(Locale.ROOT, ",%.1f,", 100 - 2 * temp))
                    .append(random.nextInt(5) == 0 ? "" : warm ? "hall" : "attic")
                    .append('\n');
        }
        return table.toString();
    }

    @Test
    void rowsOfATableBecomeObjectsWithTheirGaps(BrokerCluster broker) throws Exception {
        Path csv = Files.writeString(folder.resolve("table.csv"), "station,temp,wind\nnorth,1.5,3\nsouth,,4\n");
        Map<String, String> keys = keys(broker);
        CommandRun produce = run(keys, "produce", "--csv", csv.toString(), "--topic", topic);
        assertThat(produce.status()).as(produce.err()).isZero();
        assertThat(produce.out()).contains("2 records to topic " + topic).doesNotContain("schema");
        assertThat(run(keys, "consume", "--topic", topic).out().lines())
                .containsExactly(
                        "{\"station\":\"north\",\"temp\":1.5,\"wind\":3}",
                        "{\"station\":\"south\",\"temp\":null,\"wind\":4}");
        sendWithHeaders(LacunaConfig.of(keys));
        assertThat(run(keys, "consume", "--full", "--limit", "2", "--topic", topic)
                        .out()
                        .lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("\"offset\":1,", "\"key\":null,\"headers\":{},\"value\":{\"station\":\"south\"");
        assertThat(run(keys, "consume", "--full", "--limit", "1", "--topic", topic)
                        .out())
                .contains("\"key\":\"k\\\"1\"", "\"headers\":{\"why\":[\"first\",\"0x00ff\"]},\"value\":null}");
    }

    /** A record without a value, as a dead letter may be. */
    private void sendWithHeaders(LacunaConfig config) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, "k\"1".getBytes(StandardCharsets.UTF_8), null);
            record.headers().add("why", "first".getBytes(StandardCharsets.UTF_8));
            record.headers().add("why", new byte[] {0, (byte) 0xff});
            producer.send(record);
        }
    }

    private static Map<String, String> with(Map<String, String> keys, Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(keys);
        all.putAll(more);
        return all;
    }
}
