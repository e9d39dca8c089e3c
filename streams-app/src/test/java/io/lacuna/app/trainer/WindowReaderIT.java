package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.streams.errors.SetupException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two topics with one schema, on a real broker: readings 0 to 199 with their number as timestamp, even ones in the
 * first.
 */
@ExtendWith(SharedBroker.class)
class WindowReaderIT {
    private static final Schema READING =
            SchemaBuilder.record("Reading").fields().requiredDouble("a").endRecord();

    private final String first = "even-" + UUID.randomUUID();
    private final String second = "odd-" + UUID.randomUUID();

    @Test
    void readsSeveralTopicsTheNewestOrAnEvenSampleOfAll(BrokerCluster broker) throws Exception {
        try (InMemoryRegistry server = InMemoryRegistry.start(0)) {
            Map<String, String> keys = new HashMap<>(Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "schema.registry.url",
                    server.url(),
                    "application.id",
                    "app",
                    "input.topic",
                    first,
                    "trainer.topics",
                    first + "," + second,
                    "trainer.window.records",
                    "20"));
            try (SchemaRegistry registry =
                    SchemaRegistries.open(LacunaConfig.of(keys).registrySettings())) {
                send(LacunaConfig.of(keys), new AvroValueSerializer(registry));
                TrainingWindow newest = window(keys, registry);
                assertThat(newest.table().rows()).extracting(row -> row[0]).allMatch(a -> a >= 180);
                assertThat(newest.origin().provenance())
                        .containsEntry("input.topic", first + "," + second)
                        .containsEntry("input.offsets", first + "/0:90-99," + second + "/0:90-99");
                keys.put("trainer.window.sample", "reservoir");
                TrainingWindow sampled = window(keys, registry);
                assertThat(sampled.origin().read()).isEqualTo(200);
                assertThat(sampled.table().rows())
                        .hasSize(20)
                        .extracting(row -> row[0])
                        .anyMatch(a -> a < 80)
                        .anyMatch(a -> a > 120);
                assertThat(window(keys, registry).table().row(7))
                        .containsExactly(sampled.table().row(7));
                keys.put("trainer.topics", first + ",gone");
                assertThatThrownBy(() -> window(keys, registry))
                        .isInstanceOf(SetupException.class)
                        .hasMessageContaining("input topic gone does not exist");
            }
        }
    }

    @Test
    void keysHaveAPastUnlessTheTopicIsCompactedOrTheStreamRemembersNone(BrokerCluster broker) throws Exception {
        try (InMemoryRegistry server = InMemoryRegistry.start(0)) {
            Map<String, String> keys = new HashMap<>(Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "schema.registry.url",
                    server.url(),
                    "application.id",
                    "app",
                    "input.topic",
                    first,
                    "context.key",
                    "station"));
            LacunaConfig config = LacunaConfig.of(keys);
            Schema keyed = SchemaBuilder.record("Keyed")
                    .fields()
                    .requiredDouble("a")
                    .requiredString("station")
                    .endRecord();
            try (SchemaRegistry registry = SchemaRegistries.open(config.registrySettings());
                    Admin admin = Admin.create(config.adminSettings());
                    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
                NewTopic compacted = new NewTopic(second, 1, (short) 1);
                Cluster.createTopics(
                        admin, List.of(kept(first), compacted.configs(Map.of("cleanup.policy", "compact"))));
                for (String topic : List.of(first, second)) {
                    for (int i = 0; i < 10; i++) {
                        GenericRecord reading = new GenericData.Record(keyed);
                        reading.put("a", (double) i);
                        reading.put("station", "s" + i % 2);
                        byte[] value = new AvroValueSerializer(registry).serialize(topic, reading);
                        producer.send(new ProducerRecord<>(topic, 0, i + 1L, new byte[] {(byte) i}, value));
                    }
                }
                producer.flush();
                Timeline timeline =
                        java.util.Objects.requireNonNull(window(keys, registry).timeline());
                assertThat(timeline.keys()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
                assertThat(timeline.times()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
                keys.put("context.store", "none");
                assertThat(window(keys, registry).timeline()).isNull();
                keys.put("context.store", "memory");
                keys.put("trainer.topics", second);
                assertThat(window(keys, registry).timeline()).isNull();
                assertThat(window(keys, registry).table().size()).isEqualTo(10);
            }
        }
    }

    /** A topic without retention, which would delete the old timestamps of these records at any moment. */
    private static NewTopic kept(String topic) {
        return new NewTopic(topic, 1, (short) 1).configs(Map.of("retention.ms", "-1"));
    }

    private static TrainingWindow window(Map<String, String> keys, SchemaRegistry registry) {
        try (WindowReader reader = new WindowReader(LacunaConfig.of(keys), registry)) {
            return reader.read(reader.bounds(0));
        }
    }

    private void send(LacunaConfig config, AvroValueSerializer serializer) throws Exception {
        try (Admin admin = Admin.create(config.adminSettings())) {
            Cluster.createTopics(admin, List.of(kept(first), kept(second)));
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 200; i++) {
                GenericRecord reading = new GenericData.Record(READING);
                reading.put("a", (double) i);
                String topic = i % 2 == 0 ? first : second;
                producer.send(new ProducerRecord<>(topic, 0, i + 1L, null, serializer.serialize(topic, reading)));
            }
        }
    }
}
