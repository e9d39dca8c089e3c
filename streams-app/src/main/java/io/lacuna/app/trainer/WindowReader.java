package io.lacuna.app.trainer;

import static java.util.Objects.requireNonNull;

import io.lacuna.app.config.InputKeys;
import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.TrainerSettings;
import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.app.config.choice.WindowSample;
import io.lacuna.app.trainer.cells.ServedFields;
import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.app.trainer.cells.WindowCells;
import io.lacuna.internal.keyed.KeyBytes;
import io.lacuna.internal.keyed.TopicKeys;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.partner.EnrichTopic;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SetupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed records of the archived topics with a plain consumer without a group: over all partitions the last
 * {@code trainer.window.records}, or a uniform sample of as many, none older than {@code trainer.window.ms}. This
 * number bounds its memory. For one thread.
 */
final class WindowReader implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final LacunaConfig config;
    private final TrainerSettings.Window window;
    private final InputTopics inputs;

    /** Whether keys are remembered for each topic by itself. */
    private final boolean byTopic;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<GenericRecord> values;

    /** Null where keys are not remembered. */
    private final @Nullable KeyBytes<byte[]> keys;

    /** Whether the past of keys can be learnt from the topics as they are now. */
    private boolean keyed;

    private PartnerHistory partners = PartnerHistory.NONE;

    WindowReader(LacunaConfig config, SchemaRegistry registry) {
        this.config = config;
        window = config.trainer().window();
        inputs = config.trainerTopics();
        byTopic = config.servingSettings().context().byTopic();
        Map<String, Object> settings = config.consumerSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A consumer that closes waits for its last request, which the broker answers this late at the end of a topic.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        values = config.recordFormat().records(registry);
        keys = config.contextStore() == ContextStore.NONE
                ? null
                : new KeyBytes<>(
                        new ByteArraySerializer(),
                        config.servingSettings().context().keyField());
    }

    /**
     * Size of the topic: sum over the partitions of the offset after the last committed record.
     *
     * @throws SetupException if the topic does not exist or the brokers do not answer
     */
    long grown() {
        try {
            return consumer.endOffsets(partitions(), ANSWER).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        } catch (KafkaException failed) {
            throw unreadable(failed);
        }
    }

    /**
     * Limits of a window.
     *
     * @param records largest number of records, over all partitions
     * @param sinceMs oldest timestamp; 0 means no limit
     * @param sample choice of records if there are more
     */
    record Bounds(int records, long sinceMs, WindowSample sample) {}

    /**
     * The limits of the configured window, or of its part at or after the given moment if that part is enough for a
     * refit.
     *
     * @param sinceMs 0 for no moment
     */
    Bounds bounds(long sinceMs) {
        long oldest = window.ageMs() > 0 ? config.clock().millis() - window.ageMs() : 0;
        int records = window.records();
        Bounds later = new Bounds(records, Math.max(oldest, sinceMs), window.sample());
        return sinceMs > 0 && held(later) >= window.fewest() ? later : new Bounds(records, oldest, window.sample());
    }

    private long held(Bounds bounds) {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
        Map<TopicPartition, Long> earliest = earliest(partitions, ends, bounds);
        return partitions.stream()
                .mapToLong(partition -> at(ends, partition) - at(earliest, partition))
                .sum();
    }

    /**
     * Reads a window.
     *
     * @throws SetupException if the topic does not exist or the brokers do not answer
     * @throws RegistryUnavailableException if the registry does not answer
     * @throws TrainingRefusedException if there is no usable record
     */
    TrainingWindow read(Bounds bounds) {
        return read(bounds, null);
    }

    /**
     * The same, with the fields read as a model reads them.
     *
     * @param served what the model takes the fields for; null to decide by the records where a schema does not say it
     */
    TrainingWindow read(Bounds bounds, @Nullable ServedFields served) {
        try {
            List<TopicPartition> partitions = partitions();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            Map<TopicPartition, Long> starts = starts(partitions, ends, bounds);
            List<EnrichTopic> enrich = config.enrichTopics();
            partners = enrich.isEmpty() ? PartnerHistory.NONE : PartnerHistory.read(enrich, consumer, values, ANSWER);
            consumer.assign(partitions);
            starts.forEach(consumer::seek);
            return read(ends, bounds, served);
        } catch (KafkaException failed) {
            throw unreadable(failed);
        }
    }

    /** The topics as they are now: a pattern may match more than before. */
    private List<String> topics() {
        List<String> topics = inputs instanceof InputTopics.Matching matching
                ? matching.among(consumer.listTopics(ANSWER).keySet())
                : inputs.among(List.of());
        if (topics.isEmpty()) {
            throw new SetupException(
                    "no topic on " + config.bootstrapServers() + " matches " + InputKeys.INPUT_TOPIC_PATTERN);
        }
        return topics;
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics()) {
            int before = partitions.size();
            consumer.partitionsFor(topic, ANSWER)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
            if (partitions.size() == before) {
                throw new SetupException("input topic " + topic + " does not exist on " + config.bootstrapServers()
                        + "; create it, or correct input.topic, input.topics or trainer.topics");
            }
        }
        return partitions;
    }

    /** Start offset in each partition: the shares of the window are as equal as the partitions' sizes allow. */
    private Map<TopicPartition, Long> starts(
            List<TopicPartition> partitions, Map<TopicPartition, Long> ends, Bounds bounds) {
        Map<TopicPartition, Long> earliest = earliest(partitions, ends, bounds);
        long[] held = partitions.stream()
                .mapToLong(partition -> at(ends, partition) - at(earliest, partition))
                .toArray();
        long[] shares = bounds.sample() == WindowSample.RESERVOIR ? held : shares(held, bounds.records());
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (int p = 0; p < shares.length; p++) {
            starts.put(partitions.get(p), at(ends, partitions.get(p)) - shares[p]);
        }
        return starts;
    }

    private Map<TopicPartition, Long> earliest(
            List<TopicPartition> partitions, Map<TopicPartition, Long> ends, Bounds bounds) {
        Map<TopicPartition, Long> earliest = new HashMap<>(consumer.beginningOffsets(partitions, ANSWER));
        if (bounds.sinceMs() > 0) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, bounds.sinceMs()));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, ANSWER);
            for (TopicPartition partition : partitions) {
                OffsetAndTimestamp first = found.get(partition);
                long from = first == null ? at(ends, partition) : first.offset();
                earliest.merge(partition, Math.min(from, at(ends, partition)), Math::max);
            }
        }
        return earliest;
    }

    /** The offset of a partition that is known to be in the map. */
    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return requireNonNull(offsets.get(partition));
    }

    /**
     * Divides a total among parts: equal shares; what a part cannot take goes to the others.
     *
     * @param held largest share of each part
     */
    static long[] shares(long[] held, long total) {
        long[] shares = new long[held.length];
        long left = total;
        boolean moved = true;
        while (left > 0 && moved) {
            moved = false;
            long open = 0;
            for (int p = 0; p < held.length; p++) {
                open += shares[p] < held[p] ? 1 : 0;
            }
            long each = Math.max(1, left / Math.max(1, open));
            for (int p = 0; p < held.length && left > 0; p++) {
                long more = Math.min(left, Math.min(each, held[p] - shares[p]));
                shares[p] += more;
                left -= more;
                moved |= more > 0;
            }
        }
        return shares;
    }

    private TrainingWindow read(Map<TopicPartition, Long> ends, Bounds bounds, @Nullable ServedFields served) {
        keyed = KeyedInput.isLearnable(config, topics());
        WindowRows rows = WindowRows.of(
                bounds.sample(),
                WindowCells.of(config.recordFormat(), config.mappingRules(), partners.schemas(), served),
                bounds.records(),
                window.seed());
        Map<String, TrainingWindow.Range> ranges = new HashMap<>();
        long read = 0;
        long undecodable = 0;
        long until = System.nanoTime() + ANSWER.toNanos();
        while (!atEnd(ends)) {
            if (System.nanoTime() > until) {
                throw new SetupException("reading " + source() + " took too long; check that all brokers are up");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                until = System.nanoTime() + ANSWER.toNanos();
                if (record.offset() < at(ends, new TopicPartition(record.topic(), record.partition()))) {
                    read++;
                    ranges.merge(
                            inputs.isOne()
                                    ? Integer.toString(record.partition())
                                    : record.topic() + "/" + record.partition(),
                            new TrainingWindow.Range(record.offset(), record.offset()),
                            (was, is) -> new TrainingWindow.Range(was.first(), is.last()));
                    undecodable += take(record, rows) ? 0 : 1;
                }
            }
        }
        return TrainingWindow.of(rows, source(), ranges, read, undecodable);
    }

    private boolean atEnd(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
    }

    /** Adds a record; returns whether it could be decoded. */
    private boolean take(ConsumerRecord<byte[], byte[]> record, WindowRows rows) {
        try {
            GenericRecord value = values.deserialize(record.topic(), record.headers(), record.value());
            if (value == null) {
                return false;
            }
            byte[] key = keys == null || !keyed ? null : keys.of(record.topic(), record.key(), value);
            rows.add(
                    value,
                    record.timestamp(),
                    new Source(record.topic(), record.partition(), record.offset()),
                    key == null || !byTopic ? key : TopicKeys.key(record.topic(), key),
                    partners.of(record.topic(), record.key(), value, record.timestamp()));
            return true;
        } catch (SerializationException poison) {
            rows.undecodable(String.valueOf(poison.getMessage()));
            return false;
        }
    }

    private String source() {
        return inputs instanceof InputTopics.Named named ? String.join(",", named.names()) : inputs.words();
    }

    private SetupException unreadable(KafkaException failed) {
        return new SetupException("reading " + source() + " failed: " + failed.getMessage(), failed);
    }

    /** Ends a read on another thread at its next poll. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
