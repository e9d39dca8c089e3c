package io.lacuna.app.stream.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.cluster.TimestampLimits;
import io.lacuna.app.config.choice.TimestampAction;
import io.lacuna.app.progress.RepeatedFailures;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordTimesTest {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR_2100 = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
    private static final TimestampLimits KAFKAS = new TimestampLimits(Long.MAX_VALUE, HOUR);
    private static final TimestampLimits BOTH = new TimestampLimits(7 * DAY, HOUR);

    private long now = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    };

    private RecordTimes times(TimestampLimits limits, TimestampAction action) {
        return new RecordTimes(limits, action, clock);
    }

    @Test
    void whatTheOutputsTakeStaysWithoutLimitsEverything() {
        for (long timestamp : new long[] {-1, 0, 1, now - DAY, now, now + HOUR / 2}) {
            assertThat(times(KAFKAS, TimestampAction.CLAMP).taken(timestamp)).isEqualTo(timestamp);
        }
        for (long timestamp : new long[] {-1, 0, YEAR_2100, Long.MAX_VALUE}) {
            assertThat(times(TimestampLimits.NONE, TimestampAction.CLAMP).taken(timestamp))
                    .isEqualTo(timestamp);
        }
    }

    @Test
    void aTimestampAheadBecomesNowAndOneTooOldTheOldestThatIsTaken() {
        RecordTimes times = times(BOTH, TimestampAction.CLAMP);
        assertThat(times.taken(YEAR_2100)).isEqualTo(now);
        assertThat(times.taken(Long.MAX_VALUE)).isEqualTo(now);
        assertThat(times.taken(0)).isBetween(now - 7 * DAY, now - 7 * DAY + 20_000);
        assertThat(times.taken(now - 6 * DAY)).isEqualTo(now - 6 * DAY);
        assertThat(times.taken(-1)).isEqualTo(-1);
    }

    @Test
    void theLimitsGoWithTheClock() {
        RecordTimes times = times(KAFKAS, TimestampAction.CLAMP);
        long later = now + 5 * HOUR;
        assertThat(times.taken(later)).isEqualTo(now);
        now += 5 * HOUR;
        assertThat(times.taken(later)).isEqualTo(later);
    }

    @Test
    void limitsAsLargeAsAnyNumberAreNone() {
        RecordTimes times = times(new TimestampLimits(Long.MAX_VALUE - 5, Long.MAX_VALUE - 5), TimestampAction.CLAMP);
        assertThat(times.taken(YEAR_2100)).isEqualTo(YEAR_2100);
        assertThat(times.taken(0)).isZero();
    }

    private static ConsumerRecord<byte[], byte[]> record(long timestamp, int size) {
        return new ConsumerRecord<>(
                "in",
                0,
                5,
                timestamp,
                TimestampType.CREATE_TIME,
                1,
                size,
                new byte[1],
                new byte[size],
                new RecordHeaders(),
                java.util.Optional.empty());
    }

    private SetAside setAside(TimestampAction action) {
        return new SetAside(new RepeatedFailures(2, true), 100, times(KAFKAS, action));
    }

    @Test
    void theActionDecidesWhetherItIsRefusedFilledOrLeft() {
        SetAside refusing = setAside(TimestampAction.DEAD_LETTER);
        ConsumerRecord<byte[], byte[]> refused = refusing.screen(record(YEAR_2100, 3));
        assertThat(refused.timestamp()).isEqualTo(now); // The dead letter must be taken, too.
        assertThat(refused.value()).hasSize(3);
        assertThat(refusing.untimely(new TopicPartition("in", 0), 5))
                .contains("2100-01-01", "message.timestamp.after.max.ms = 3600000");
        refusing.committed(new TopicPartition("in", 0), 6);
        assertThat(refusing.untimely(new TopicPartition("in", 0), 5)).isNull();

        SetAside clamping = setAside(TimestampAction.CLAMP);
        assertThat(clamping.screen(record(YEAR_2100, 3)).timestamp()).isEqualTo(now);
        assertThat(clamping.untimely(new TopicPartition("in", 0), 5)).isNull();

        SetAside passing = setAside(TimestampAction.PASS);
        ConsumerRecord<byte[], byte[]> left = record(YEAR_2100, 3);
        assertThat(passing.screen(left)).isSameAs(left);
        assertThat(passing.untimely(new TopicPartition("in", 0), 5)).isNull();
    }

    @Test
    void aDeadLetterByItsPlaceAloneHasATimestampThatIsTakenWhateverTheAction() {
        for (TimestampAction action : TimestampAction.values()) {
            assertThat(setAside(action).screen(record(YEAR_2100, 101)).timestamp())
                    .as(action.id())
                    .isEqualTo(now);
        }
    }
}
