package io.lacuna.app.watch;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Event;
import io.lacuna.streams.errors.SetupException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes events to the events topic, and creates the topic where it is missing. For one thread. */
public final class EventLog implements AutoCloseable {
    private static final int ANSWER_MS = 10_000;

    private final LacunaConfig config;
    private final Serializer<GenericRecord> values;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    public EventLog(LacunaConfig config, SchemaRegistry registry) {
        this.config = config;
        values = config.recordFormat().serializer(registry);
    }

    /**
     * Writes one event. Returns when the brokers have acknowledged it.
     *
     * @param generation the serving generation
     * @throws SetupException where it cannot be written
     */
    public void write(InputEvent finding, long generation) {
        write(finding, finding.key(), generation);
    }

    /** Same as {@link #write(InputEvent, long)}, with a key that distinguishes events of one kind. */
    public void write(InputEvent finding, String name, long generation) {
        Event event = Event.newBuilder()
                .setKind(finding.kind())
                .setCreatedMs(config.clock().instant().truncatedTo(ChronoUnit.MILLIS))
                .setTopic(config.inputTopics().words())
                .setGeneration(generation)
                .setFeature(finding.feature())
                .setMessage(finding.message())
                .setFigures(finding.figures())
                .build();
        String topic = config.eventsTopic();
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        try {
            producer()
                    .send(new ProducerRecord<>(topic, key, values.serialize(topic, event)))
                    .get(ANSWER_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while writing to " + topic, stopped);
        } catch (ExecutionException | TimeoutException | KafkaException failed) {
            throw new SetupException("an event could not be written to " + topic + ": " + failed.getMessage(), failed);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> current = producer;
        if (current == null) {
            try (Cluster cluster = Cluster.connect(config)) {
                cluster.ensureTopic(config.eventsTopic(), 1);
            }
            Map<String, Object> settings = config.producerSettings();
            settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MS);
            current = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            producer = current;
        }
        return current;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
