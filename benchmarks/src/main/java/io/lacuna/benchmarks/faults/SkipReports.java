package io.lacuna.benchmarks.faults;

import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Event;
import io.lacuna.schemas.EventKind;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** The offsets that stream and audit name as deleted before they were filled, in the partition of {@link Deletions}. */
final class SkipReports {
    private SkipReports() {}

    /** What the stream wrote to its events topic. */
    static BitSet ofStream(LacunaConfig config, SchemaRegistry registry) {
        BitSet skipped = new BitSet();
        Deserializer<Event> events = config.recordFormat().own(Event.class, registry);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition log = new TopicPartition(config.eventsTopic(), 0);
            if (!consumer.listTopics().containsKey(log.topic())) {
                return skipped;
            }
            consumer.assign(List.of(log));
            consumer.seekToBeginning(List.of(log));
            long end = consumer.endOffsets(List.of(log)).getOrDefault(log, 0L);
            while (consumer.position(log) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    add(skipped, events.deserialize(record.topic(), record.value()));
                }
            }
        }
        return skipped;
    }

    private static void add(BitSet skipped, Event event) {
        if (event.getKind() == EventKind.OFFSETS_JUMPED) {
            Map<String, Double> figures = event.getFigures();
            add(
                    skipped,
                    figures.getOrDefault("partition", -1.0).intValue(),
                    figures.getOrDefault("from", 0.0).longValue(),
                    figures.getOrDefault("to", 0.0).longValue());
        }
    }

    /** What the audit found. */
    static BitSet ofAudit(AuditReport report) {
        BitSet gone = new BitSet();
        report.gone().forEach(range -> add(gone, range.partition().partition(), range.from(), range.to()));
        return gone;
    }

    private static void add(BitSet offsets, int partition, long from, long to) {
        if (partition != Deletions.PARTITION) {
            throw new IllegalStateException("offsets " + from + " to " + (to - 1) + " of partition " + partition
                    + " are reported as deleted, and the suite deletes none there");
        }
        offsets.set(Math.toIntExact(from), Math.toIntExact(to));
    }

    /** Whether both name the same offsets; single ones the audit takes for the markers of transactions. */
    static boolean agree(BitSet ofStream, BitSet ofAudit) {
        BitSet different = (BitSet) ofStream.clone();
        different.xor(ofAudit);
        return different.stream()
                .allMatch(offset -> ofStream.get(offset)
                        && !ofStream.get(offset + 1)
                        && (offset == 0 || !ofStream.get(offset - 1)));
    }
}
