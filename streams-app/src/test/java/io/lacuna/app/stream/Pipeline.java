package io.lacuna.app.stream;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * An input topic on a real broker, a registry, and the topics that a stream writes. In the values of keys {@code {input}} is the
 * name of the input topic.
 */
final class Pipeline implements AutoCloseable {
    static final int PARTITIONS = 3;

    final String input = "readings-" + UUID.randomUUID();
    final LacunaConfig config;
    final InMemoryRegistry server;
    final SchemaRegistry registry;
    final AvroValueSerializer serializer;
    final AvroValueDeserializer<GenericRecord> deserializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private long sent;

    Pipeline(BrokerCluster broker, Path folder, Map<String, String> more) throws Exception {
        server = InMemoryRegistry.start(0);
        Map<String, String> keys = new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "schema.registry.url",
                server.url(),
                "application.id",
                "app-" + input,
                "input.topic",
                input,
                "state.dir",
                folder.toString(),
                "http.port",
                "0",
                "generation.chunk.bytes",
                "4096"));
        keys.putAll(more);
        keys.replaceAll((key, value) -> value.replace("{input}", input));
        config = LacunaConfig.of(keys);
        registry = SchemaRegistries.open(config.registrySettings());
        serializer = new AvroValueSerializer(registry);
        deserializer = AvroValueDeserializer.generic(registry);
        create(input, PARTITIONS);
        producer = new KafkaProducer<>(config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Creates a topic. */
    void create(String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(config.adminSettings())) {
            Cluster.createTopics(admin, List.of(new NewTopic(topic, partitions, (short) 1)));
        }
    }

    /** Sends readings with one gap each; returns when they are acknowledged. */
    void send(int count) {
        for (int i = 0; i < count; i++) {
            GenericRecord reading = StreamFixture.sensor(
                    sent % 2 == 0 ? null : 20.0, 50f, sent % 2 == 0 ? (Integer) 3 : null, true, "on");
            reading.put("id", "r" + sent);
            sendBytes(serializer.serialize(input, reading));
        }
        producer.flush();
    }

    void sendBytes(byte @Nullable [] value) {
        int partition = (int) (sent % PARTITIONS);
        producer.send(new ProducerRecord<>(input, partition, ("k" + sent).getBytes(StandardCharsets.UTF_8), value));
        sent++;
    }

    /** Sends a record of that key to the partition that its hash says. */
    void send(String key, long timestampMs, GenericRecord value) {
        send(input, PARTITIONS, key, timestampMs, value);
    }

    /** The same in another topic. */
    void send(String topic, int partitions, String key, long timestampMs, GenericRecord value) {
        producer.send(new ProducerRecord<>(
                topic,
                Math.floorMod(key.hashCode(), partitions),
                timestampMs,
                key.getBytes(StandardCharsets.UTF_8),
                serializer.serialize(topic, value)));
        sent++;
    }

    void flush() {
        producer.flush();
    }

    long sent() {
        return sent;
    }

    Generation publish(ImputationModel model) {
        return publish(ModelArtifact.write(model));
    }

    Generation publish(byte[] artifact) {
        return publish(artifact, Map.of());
    }

    Generation publish(byte[] artifact, Map<String, String> provenance) {
        return new GenerationPublisher(config.modelsTopicSettings())
                .publish(
                        artifact,
                        new GenerationPublisher.Draft(
                                Reason.REFIT,
                                GenerationPublisher.effectiveFrom(config.selection(), System.currentTimeMillis()),
                                "for a test",
                                provenance,
                                Map.of()));
    }

    /** Publishes a model before a stream has created the topics. */
    void publishFirst(ImputationModel model) {
        publishFirst(model, Map.of());
    }

    void publishFirst(ImputationModel model, Map<String, String> provenance) {
        try (Cluster cluster = Cluster.connect(config)) {
            cluster.ensureModelsTopic();
            cluster.ensureOutputTopics();
        }
        publish(ModelArtifact.write(model), provenance);
    }

    /** Number of records in the imputed topic, committed or not. */
    int imputedSoFar() {
        return read(config.imputedTopic(), "read_uncommitted").size();
    }

    StreamApp start() {
        return StreamApp.start(config, registry);
    }

    /** All committed records of a topic, by partition in order. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return read(topic, "read_committed");
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
        Map<String, Object> settings = config.consumerSettings();
        settings.put("isolation.level", isolation);
        settings.put("fetch.max.wait.ms", 10); // A consumer that closes waits for its last request.
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long until = System.nanoTime() + 30_000_000_000L;
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                if (System.nanoTime() > until) {
                    throw new AssertionError("a transaction hangs on " + topic);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    /** Number of outcomes of each input record in the imputed and dead-letter topics, by key. */
    Map<String, Integer> outcomes() {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (String topic : List.of(config.imputedTopic(), config.deadLetterTopic())) {
            for (ConsumerRecord<byte[], byte[]> record : committed(topic)) {
                outcomes.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum);
            }
        }
        return outcomes;
    }

    GenericRecord decode(ConsumerRecord<byte[], byte[]> record) {
        return deserializer.deserialize(record.topic(), record.value());
    }

    @Override
    public void close() throws IOException {
        producer.close();
        registry.close();
        server.close();
    }
}
