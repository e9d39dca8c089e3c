package io.lacuna.internal.generation;

import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.schemas.Generation;
import io.lacuna.streams.errors.SetupException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a models topic as a plain consumer, committed records only: its history, and the bytes of a model on request.
 * Mutable; one thread owns it.
 */
public final class ModelsTopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsTopicReader.class);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    /** Records at the end of the topic that are read first to find the newest generations: some 10 MB of models. */
    private static final long FIRST_SPAN = 32;

    private static final int SPAN_GROWTH = 4;

    /** A consumer that closes waits for its last request, which the broker answers this late at the end of the topic; by default 500. */
    private static final int FETCH_WAIT_MS = 10;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String bootstrapServers;
    private final TopicPartition partition;
    private final TreeMap<Long, Generation> generations = new TreeMap<>();

    /** Offset of each chunk's newest copy, so that only the bytes of the requested model are read. */
    private final Map<ModelsTopic.ChunkKey, Long> chunkOffsets = new HashMap<>();

    /** Offsets of all generation records read, the newer copies of a number among them. */
    private final Set<Long> generationOffsets = new HashSet<>();

    private long next;
    private long highest;

    private ModelsTopicReader(ModelsTopicSettings models) {
        Map<String, Object> settings = new HashMap<>(models.consumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, ModelsTopic.FETCH_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        bootstrapServers = models.bootstrapServers();
        try {
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException refused) {
            throw new SetupException(
                    "cannot connect to " + bootstrapServers + ": " + SetupException.reason(refused), refused);
        }
        partition = new TopicPartition(models.topic(), 0);
    }

    /** Connects. {@link #read} finds out whether the topic exists. */
    public static ModelsTopicReader open(ModelsTopicSettings models) {
        return new ModelsTopicReader(models);
    }

    /**
     * Reads new records, and returns the whole history.
     *
     * @throws SetupException if the topic does not exist or the brokers do not answer
     */
    public ModelsHistory read() {
        return asked(() -> {
            long end = end();
            if (end < next) {
                // The topic was deleted and created again: forget everything known about it.
                forget(0);
            }
            if (next == 0) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, next);
            }
            readTo(end);
            return history();
        });
    }

    /**
     * Reads the end of the topic, as far back as this many generations that may serve, or all of it. Numbers rise with
     * offsets, because whoever publishes reads the topic first; so these are the newest ones. For a reader that is not used
     * further.
     *
     * @throws SetupException if the topic does not exist or the brokers do not answer
     */
    public ModelsHistory readNewest(int published) {
        return asked(() -> {
            long end = end();
            long first = Objects.requireNonNull(
                    consumer.beginningOffsets(List.of(partition), ANSWER).get(partition));
            for (long span = FIRST_SPAN; ; span *= SPAN_GROWTH) {
                long from = Math.max(first, end - span);
                forget(from);
                consumer.seek(partition, from);
                readTo(end);
                ModelsHistory history = history();
                if (from == first || history.published() >= published) {
                    return history;
                }
            }
        });
    }

    private void forget(long from) {
        next = from;
        highest = 0;
        generations.clear();
        chunkOffsets.clear();
        generationOffsets.clear();
    }

    private ModelsHistory history() {
        return new ModelsHistory(partition.topic(), new ArrayList<>(generations.values()), highest);
    }

    /** Assigns the topic's partition, and returns its end. */
    private long end() {
        if (consumer.partitionsFor(partition.topic(), ANSWER).isEmpty()) {
            throw missing(null);
        }
        consumer.assign(List.of(partition));
        Long end = consumer.endOffsets(List.of(partition), ANSWER).get(partition);
        return end == null ? 0 : end;
    }

    private ModelsHistory asked(Supplier<ModelsHistory> question) {
        try {
            return question.get();
        } catch (UnknownTopicOrPartitionException none) {
            throw missing(none);
        } catch (TimeoutException silent) {
            throw SetupException.noBroker(bootstrapServers, silent);
        } catch (KafkaException failed) {
            throw new SetupException("reading " + partition.topic() + " failed: " + failed.getMessage(), failed);
        }
    }

    /** Whether every chunk of this artifact is in the topic. */
    boolean holds(String artifact, int chunks) {
        return IntStream.range(0, chunks)
                .allMatch(n -> chunkOffsets.containsKey(new ModelsTopic.ChunkKey(artifact, n)));
    }

    /** Whether the last reading, or one before, met a committed generation at this offset. */
    boolean readGenerationAt(long offset) {
        return generationOffsets.contains(offset);
    }

    /** The keys of all chunks in the topic that belong to other artifacts than these. */
    List<ModelsTopic.ChunkKey> chunksBesides(Set<String> artifacts) {
        return chunkOffsets.keySet().stream()
                .filter(chunk -> !artifacts.contains(chunk.artifact()))
                .toList();
    }

    /**
     * The bytes of a generation's model, with its length and hash.
     *
     * @throws SetupException if chunks are missing, or the bytes do not have the hash that the generation names
     */
    public byte[] artifact(Generation generation) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int n = 0; n < generation.getChunks(); n++) {
            byte[] chunk = chunk(new ModelsTopic.ChunkKey(generation.getArtifact(), n));
            bytes.write(chunk, 0, chunk.length);
        }
        byte[] artifact = bytes.toByteArray();
        if (!ModelArtifact.sha256(artifact).equals(generation.getArtifact())) {
            throw new SetupException("the model of generation " + generation.getNumber() + " in " + partition.topic()
                    + " is damaged: its bytes do not have the hash that names them");
        }
        return artifact;
    }

    private byte[] chunk(ModelsTopic.ChunkKey key) {
        Long offset = chunkOffsets.get(key);
        if (offset != null) {
            consumer.seek(partition, offset);
            long deadline = System.nanoTime() + ANSWER.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(200))) {
                    if (read.offset() == offset && read.value() != null) {
                        return read.value();
                    }
                }
            }
        }
        throw new SetupException(
                "chunk " + key.index() + " of model " + key.artifact() + " is missing from " + partition.topic());
    }

    private void readTo(long end) {
        long deadline = System.nanoTime() + ANSWER.toNanos();
        while (consumer.position(partition, ANSWER) < end) {
            if (System.nanoTime() > deadline) {
                throw new SetupException("reading " + partition.topic() + " took too long; is a broker down?");
            }
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(200))) {
                take(read);
                deadline = System.nanoTime() + ANSWER.toNanos();
            }
        }
        next = consumer.position(partition, ANSWER);
    }

    private void take(ConsumerRecord<byte[], byte[]> read) {
        ModelsTopic.Key key = ModelsTopic.parse(read.key());
        if (key instanceof ModelsTopic.ChunkKey chunk) {
            if (read.value() == null) {
                chunkOffsets.remove(chunk);
            } else {
                chunkOffsets.put(chunk, read.offset());
            }
        } else if (key instanceof ModelsTopic.GenerationKey generation) {
            if (read.value() != null) {
                // An unreadable record may be from a newer version, so its number is used; a tombstone has none.
                highest = Math.max(highest, generation.number());
                generationOffsets.add(read.offset());
            }
            takeGeneration(generation.number(), read.value());
        }
    }

    private void takeGeneration(long number, byte @Nullable [] value) {
        if (value == null) {
            generations.remove(number);
            return;
        }
        try {
            Generation generation = ModelsTopic.decode(value);
            if (generation.getNumber() == number) {
                generations.put(number, generation);
            }
        } catch (IOException unreadable) {
            LOG.warn(
                    "generation {} in {} cannot be read and is not used: {}",
                    number,
                    partition.topic(),
                    unreadable.toString());
        }
    }

    private SetupException missing(@Nullable Throwable cause) {
        return new SetupException(
                "topic " + partition.topic() + " does not exist; `lacuna stream` and `lacuna train` create it", cause);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
