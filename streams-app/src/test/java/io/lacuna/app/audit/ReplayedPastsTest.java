package io.lacuna.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.ContextKeys;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.context.KeyMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** The audit's stream time: a record that is later than the maximum age has no past. */
class ReplayedPastsTest {
    private static final TopicPartition INPUT = new TopicPartition("in", 0);
    private static final long MAX_AGE = 600_000;
    private static final long NOON = 1_700_000_000_000L;
    private static final GenericRecord VALUE = new GenericData.Record(
            SchemaBuilder.record("Reading").fields().optionalDouble("a").endRecord());

    private final KeyMemory memory = new KeyMemory(new Features(List.of(Feature.continuous("a"))));
    private long offset;

    private static ReplayedPasts pasts(String timestampAction) {
        return new ReplayedPasts(
                LacunaConfig.of(Map.of(
                        LacunaConfig.INPUT_TOPIC,
                        INPUT.topic(),
                        ContextKeys.CONTEXT_MAX_AGE_MS,
                        Long.toString(MAX_AGE),
                        RuntimeKeys.RECORD_TIMESTAMP_ACTION,
                        timestampAction)),
                Map.of(INPUT, 0L));
    }

    private ConsumerRecord<byte[], byte[]> record(long timeMs) {
        return new ConsumerRecord<>(
                INPUT.topic(),
                INPUT.partition(),
                offset++,
                timeMs,
                TimestampType.CREATE_TIME,
                1,
                1,
                "k".getBytes(StandardCharsets.UTF_8),
                new byte[] {0},
                new RecordHeaders(),
                Optional.empty());
    }

    /** Whether a record of this time is filled with the past of its key. */
    private boolean remembers(ReplayedPasts pasts, long timeMs) {
        ConsumerRecord<byte[], byte[]> record = record(timeMs);
        return pasts.recall(record, VALUE, pasts.at(record), memory) != null;
    }

    @Test
    void aRecordIsTooLateByTheStreamTimeOfTheRecordsBefore() {
        ReplayedPasts pasts = pasts("dead-letter");
        pasts.at(record(NOON));
        assertThat(remembers(pasts, NOON - MAX_AGE)).isTrue();
        assertThat(remembers(pasts, NOON - MAX_AGE - 1)).isFalse();
    }

    @Test
    void aTombstoneMovesTheStreamTime() {
        ReplayedPasts pasts = pasts("dead-letter");
        pasts.at(record(NOON));
        pasts.at(record(NOON + 10)); // As for every record that was passed on: its value is not looked at.
        assertThat(remembers(pasts, NOON - MAX_AGE)).isFalse();
    }

    @Test
    void aDeadLetterMovesItToItsOwnTime() {
        ReplayedPasts pasts = pasts("dead-letter");
        pasts.at(record(NOON));
        pasts.passed(INPUT, NOON + 10, false);
        assertThat(remembers(pasts, NOON - MAX_AGE)).isFalse();
        assertThat(remembers(pasts, NOON + 10 - MAX_AGE)).isTrue();
    }

    @Test
    void aClampedTimestampCountsAsTheStreamWroteIt() {
        ReplayedPasts pasts = pasts("clamp");
        ConsumerRecord<byte[], byte[]> farAhead = record(4_000_000_000_000L);
        pasts.filledAt(Place.of(farAhead), NOON);
        assertThat(pasts.at(farAhead)).isEqualTo(NOON);
        assertThat(remembers(pasts, NOON - MAX_AGE)).isTrue();
    }

    @Test
    void whereNothingIsClampedTheTimestampOfTheOutputDoesNotCount() {
        ReplayedPasts pasts = pasts("dead-letter");
        ConsumerRecord<byte[], byte[]> input = record(NOON + MAX_AGE);
        pasts.filledAt(Place.of(input), NOON);
        assertThat(pasts.at(input)).isEqualTo(NOON + MAX_AGE);
        assertThat(remembers(pasts, NOON - 1)).isFalse();
    }
}
