package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.cluster.TimestampLimits;
import io.lacuna.app.config.choice.TimestampAction;
import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.stream.failure.RecordTimes;
import io.lacuna.app.stream.failure.SetAside;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SetAsideTest {
    private final RepeatedFailures failures = new RepeatedFailures(2, true);
    private final SetAside setAside = new SetAside(
            failures, 100, new RecordTimes(TimestampLimits.NONE, TimestampAction.DEAD_LETTER, Clock.systemUTC()));

    private static ConsumerRecord<byte[], byte[]> record(long offset, int key, int value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("in", 0, offset, new byte[key], new byte[value]);
        return new ConsumerRecord<>(
                "in",
                0,
                offset,
                77,
                record.timestampType(),
                key,
                value,
                record.key(),
                record.value(),
                record.headers(),
                record.leaderEpoch());
    }

    @Test
    void aRecordWithinTheLimitIsItself() {
        ConsumerRecord<byte[], byte[]> fits = record(3, 40, 60);
        assertThat(setAside.screen(fits)).isSameAs(fits);
        assertThat(setAside.reason(new TopicPartition("in", 0), 3)).isNull();
    }

    @Test
    void keyAndHeadersCountAndOnlyThePlaceIsLeftOfALargerOne() {
        ConsumerRecord<byte[], byte[]> large = record(3, 40, 55);
        large.headers().add("abc", new byte[3]);
        ConsumerRecord<byte[], byte[]> screened = setAside.screen(large);
        assertThat(screened.offset()).isEqualTo(3);
        assertThat(screened.timestamp()).isEqualTo(77);
        assertThat((Object) screened.value()).isNull();
        assertThat((Object) screened.key()).isNull();
        assertThat(screened.headers()).isEmpty();
        assertThat(setAside.reason(new TopicPartition("in", 0), 3)).contains("101 bytes", "record.max.bytes");
        setAside.committed(new TopicPartition("in", 0), 4);
        assertThat(setAside.reason(new TopicPartition("in", 0), 3)).isNull();
    }

    @Test
    void aRecordThatEndedAThreadAsOftenAsIsBorneIsSetAside() {
        failures.failed(new TopicPartition("in", 0), 9, "why");
        assertThat(setAside.screen(record(9, 1, 1)).value()).isNotNull();
        failures.failed(new TopicPartition("in", 0), 9, "why");
        assertThat((Object) setAside.screen(record(9, 1, 1)).value()).isNull();
        assertThat(setAside.reason(new TopicPartition("in", 0), 9)).contains("2 times: why");
        assertThat(setAside.screen(record(8, 1, 1)).value()).isNotNull();
    }
}
