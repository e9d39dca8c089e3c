package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.ConfigOptions;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lacuna consume}: prints the newest records of a topic as JSON lines. */
@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Prints the newest committed records of a topic, one JSON line per record. Default: the imputed topic.")
final class ConsumeCommand implements Callable<Integer> {
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int MOST = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What stands for bytes that are no UTF-8. */
    private static final char NO_TEXT = '\ufffd';

    @Option(names = "--topic", paramLabel = "NAME", description = "Default: the imputed topic of the configuration.")
    private @Nullable String topic;

    @Option(names = "--limit", paramLabel = "N", description = "Largest number of records. Default ${DEFAULT-VALUE}.")
    private int limit = 10;

    @Option(
            names = "--full",
            description =
                    "Each line also has partition, offset, timestamp, key and headers, with the record in 'value'."
                            + " The headers of a dead letter say why it is one.")
    private boolean full;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--limit must be from 1 to " + MOST + ", not " + limit);
        }
        LacunaConfig config = options.load();
        String name = topic == null ? config.imputedTopic() : topic;
        try (SchemaRegistry registry = KafkaSettings.openRegistry(config)) {
            Deserializer<GenericRecord> values = config.recordFormat().records(registry);
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            for (ConsumerRecord<byte[], byte[]> record : newest(config, name)) {
                String value = line(values, record);
                out.println(full ? envelope(record, value) : value);
            }
            out.flush();
        }
        return 0;
    }

    private static String envelope(ConsumerRecord<byte[], byte[]> record, String value) {
        ObjectNode all = JSON.createObjectNode()
                .put("partition", record.partition())
                .put("offset", record.offset())
                .put("timestamp", Instant.ofEpochMilli(record.timestamp()).toString())
                .put("key", text(record.key()));
        ObjectNode headers = all.putObject("headers");
        for (Header header : record.headers()) {
            headers.withArray(header.key()).add(text(header.value()));
        }
        all.putRawValue("value", new RawValue(value));
        return all.toString();
    }

    /** Bytes as text, or in hexadecimal where they are none. */
    private static @Nullable String text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean isText =
                text.codePoints().noneMatch(c -> c == NO_TEXT || Character.isISOControl(c) && c != '\n' && c != '\t');
        return isText ? text : "0x" + HexFormat.of().formatHex(bytes);
    }

    private static String line(Deserializer<GenericRecord> values, ConsumerRecord<byte[], byte[]> record) {
        try {
            return String.valueOf(values.deserialize(record.topic(), record.headers(), record.value()));
        } catch (SerializationException foreign) {
            return "{\"partition\": " + record.partition() + ", \"offset\": " + record.offset()
                    + ", \"undecodable\": \""
                    + new String(record.value(), 0, Math.min(40, record.value().length), StandardCharsets.ISO_8859_1)
                            .replaceAll("[^ !#-\\[\\]-~]", ".")
                    + "\"}";
        }
    }

    /** The newest committed records at the time of the call, in timestamp order. */
    private List<ConsumerRecord<byte[], byte[]>> newest(LacunaConfig config, String name) {
        Map<String, Object> settings = new HashMap<>(config.consumerSettings());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<PartitionInfo> infos = consumer.partitionsFor(name, ANSWER);
            if (infos.isEmpty()) {
                throw new CommandFailure("there is no topic " + name + " on " + config.bootstrapServers());
            }
            List<TopicPartition> partitions = infos.stream()
                    .map(info -> new TopicPartition(name, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ANSWER);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            for (TopicPartition partition : partitions) {
                read.put(partition, new ArrayDeque<>());
                long end = ends.getOrDefault(partition, 0L);
                // Markers of transactions take offsets too, so the range of offsets must be larger than the number of
                // records.
                consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - 2L * limit - 100));
            }
            long giveUp = System.nanoTime() + ANSWER.toNanos();
            while (System.nanoTime() < giveUp
                    && partitions.stream()
                            .anyMatch(partition ->
                                    consumer.position(partition, ANSWER) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    Deque<ConsumerRecord<byte[], byte[]>> last =
                            Objects.requireNonNull(read.get(new TopicPartition(name, record.partition())));
                    last.addLast(record);
                    if (last.size() > limit) {
                        last.removeFirst();
                    }
                }
            }
        } catch (KafkaException failed) {
            throw new CommandFailure("topic " + name + " cannot be read: " + failed.getMessage(), failed);
        }
        List<ConsumerRecord<byte[], byte[]>> all = read.values().stream()
                .flatMap(Deque::stream)
                .sorted(Comparator.comparingLong(ConsumerRecord<byte[], byte[]>::timestamp)
                        .thenComparing(ConsumerRecord::partition)
                        .thenComparing(ConsumerRecord::offset))
                .toList();
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }
}
