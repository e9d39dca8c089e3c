package io.lacuna.internal.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class TopicTimesTest {
    private static final long MAX_AGE = 64_000;

    private final Map<Bytes, byte[]> entries = new HashMap<>();
    private int writes;
    private final MemoryStore store = new MemoryStore() {
        @Override
        public byte[] get(Bytes key) {
            return entries.get(key);
        }

        @Override
        public void put(Bytes key, byte[] memory) {
            writes++;
            entries.put(key, memory);
        }
    };

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void eachTopicHasItsOwnTimeInSteps() {
        TopicTimes times = new TopicTimes(store, MAX_AGE);
        assertThat(times.with("a", 10_700)).isEqualTo(10_000);
        assertThat(times.of("a")).as("not before the record has its outcome").isEqualTo(Long.MIN_VALUE);
        times.advance("a", 10_700);
        times.advance("b", 99_000);
        assertThat(times.with("a", 500)).isEqualTo(10_000);
        assertThat(times.with("a", 12_000)).isEqualTo(12_000);
        assertThat(times.of("b")).isEqualTo(99_000);
    }

    @Test
    void itIsWrittenOncePerStepAndReadAgainByTheNextOwner() {
        TopicTimes times = new TopicTimes(store, MAX_AGE);
        for (long ms = 0; ms < 5_000; ms++) {
            times.advance("a", ms);
        }
        assertThat(writes).isEqualTo(5);
        assertThat(new TopicTimes(store, MAX_AGE).of("a")).isEqualTo(4_000);
    }

    @Test
    void itDoesNotDependOnTheOrderOfTopics() {
        TopicTimes one = new TopicTimes(store, MAX_AGE);
        one.advance("a", 5_000);
        one.advance("b", 70_000);
        one.advance("a", 6_000);
        entries.clear();
        TopicTimes other = new TopicTimes(store, MAX_AGE);
        other.advance("b", 70_000);
        other.advance("a", 5_000);
        other.advance("a", 6_000);
        assertThat(other.of("a")).isEqualTo(one.of("a"));
    }

    @Test
    void keysOfTopicsAreApartAndTellTheirTopic() {
        byte[] first = TopicKeys.key("a", bytes("bc"));
        assertThat(first).isNotEqualTo(TopicKeys.key("ab", bytes("c")));
        assertThat(TopicKeys.topic(Bytes.wrap(first))).isEqualTo("a");
        assertThat(TopicKeys.topic(Bytes.wrap(TopicKeys.key("topic", new byte[0]))))
                .isEqualTo("topic");
        assertThat(TopicKeys.isTime(TopicKeys.time("a"))).isTrue();
        assertThat(TopicKeys.isTime(Bytes.wrap(first))).isFalse();
    }

    @Test
    void aStreamTimeIsNeverOldAndAKeyOfAStoreOfOneTopicAlwaysIs() {
        TopicTimes times = new TopicTimes(store, MAX_AGE);
        times.advance("a", 10_000);
        assertThat(times.ofKey(TopicKeys.time("a"))).isEqualTo(Long.MIN_VALUE);
        assertThat(times.ofKey(Bytes.wrap(TopicKeys.key("a", bytes("k"))))).isEqualTo(10_000);
        assertThat(times.ofKey(Bytes.wrap(bytes("station-7")))).isEqualTo(Long.MAX_VALUE);
        assertThat(times.ofKey(Bytes.wrap(new byte[] {1}))).isEqualTo(Long.MAX_VALUE);
    }
}
