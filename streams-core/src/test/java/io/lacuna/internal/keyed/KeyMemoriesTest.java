package io.lacuna.internal.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.model.ImputationModel;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class KeyMemoriesTest {
    private static final long MINUTE = 60_000;
    private static final long MAX_AGE = 20 * MINUTE;

    private final ImputationModel model = Models.remembering(20);
    private final ContextImputer imputer =
            new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1, MAX_AGE);
    private final KeyValueStore<Bytes, byte[]> store = store();
    private final TaskMemories kept = new TaskMemories(store, MAX_AGE);
    private final KeyMemories memories = new KeyMemories(kept, MAX_AGE);
    private final KeyMemory memory = new KeyMemory(model.features());

    private static KeyValueStore<Bytes, byte[]> store() {
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("context"), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        StateStoreContext context = new MockProcessorContext<>().getStateStoreContext();
        store.init(context, store);
        return store;
    }

    private static byte[] key(int key) {
        return ("k" + key).getBytes(StandardCharsets.UTF_8);
    }

    /** Takes one record as the stream does. */
    private Recall one(KeyMemories of, int key, double temp, long time, long offset, long streamTime) {
        Recall recall = of.recall(key(key), time, offset, streamTime, memory);
        if (recall.remembers()) {
            boolean newer = memory.isEmpty() || time >= memory.time();
            imputer.impute(new double[] {temp, 50, 7, 0, 0}, time, memory);
            imputer.remember(memory, offset);
            if (newer) {
                of.keep(key(key), memory);
            }
        }
        return recall;
    }

    private static int size(KeyValueStore<Bytes, byte[]> of) {
        int size = 0;
        try (KeyValueIterator<Bytes, byte[]> all = of.all()) {
            for (; all.hasNext(); all.next()) {
                size++;
            }
        }
        return size;
    }

    @Test
    void whatIsKeptIsFoundAgain() {
        assertThat(one(memories, 1, 21.5, MINUTE, 10, MINUTE)).isEqualTo(Recall.NEW);
        assertThat(memories.recall(key(1), 2 * MINUTE, 11, 2 * MINUTE, memory)).isEqualTo(Recall.KNOWN);
        assertThat(memory.value(0)).isEqualTo(21.5);
        assertThat(memory.offset(0)).isEqualTo(10);
        assertThat(memories.recall(key(2), 2 * MINUTE, 11, 2 * MINUTE, memory)).isEqualTo(Recall.NEW);
        assertThat(memory.isEmpty()).isTrue();
    }

    @Test
    void withoutAKeyThereIsNoPast() {
        assertThat(memories.recall(null, MINUTE, 1, MINUTE, memory)).isEqualTo(Recall.NO_KEY);
    }

    @Test
    void aKeyThatWasSilentForLongerBeginsAnew() {
        one(memories, 1, 21.5, 0, 0, 0);
        assertThat(memories.recall(key(1), MAX_AGE, 1, MAX_AGE, memory)).isEqualTo(Recall.KNOWN);
        assertThat(memories.recall(key(1), MAX_AGE + 1, 1, MAX_AGE + 1, memory)).isEqualTo(Recall.NEW);
        assertThat(memory.isEmpty()).isTrue();
    }

    @Test
    void aRecordThatComesLaterThanTheGreatestAgeHasNoPast() {
        one(memories, 1, 21.5, MAX_AGE, 0, MAX_AGE);
        assertThat(memories.recall(key(1), 0, 1, MAX_AGE, memory)).isEqualTo(Recall.KNOWN);
        assertThat(memories.recall(key(1), 0, 1, MAX_AGE + 1, memory)).isEqualTo(Recall.TOO_LATE);
        assertThat(memories.recall(key(1), Long.MIN_VALUE / 2, 1, Long.MAX_VALUE, memory))
                .isEqualTo(Recall.TOO_LATE);
    }

    @Test
    void aMemoryOfAnotherRunOverTheTopicIsNotTaken() {
        one(memories, 1, 21.5, 0, 7, 0);
        assertThat(memories.recall(key(1), 1, 7, 1, memory)).isEqualTo(Recall.NEW);
        assertThat(memories.recall(key(1), 1, 8, 1, memory)).isEqualTo(Recall.KNOWN);
    }

    @Test
    void bytesThatAreNoMemoryAreReadAsNoneAndDeleted() {
        store.put(Bytes.wrap(key(1)), new byte[] {1, 2, 3});
        assertThat(memories.recall(key(1), 0, 0, 0, memory)).isEqualTo(Recall.NEW);
        assertThat(kept.expire(0)).isEqualTo(1);
        assertThat(size(store)).isZero();
    }

    /** Random records, some late, some silent for long: the same memories with and without deletion. */
    @Test
    void noRecordCanTellWhetherAnOldMemoryWasDeleted() {
        KeyValueStore<Bytes, byte[]> whole = store();
        KeyMemories hoarding = new KeyMemories(new TaskMemories(whole, MAX_AGE), MAX_AGE);
        SplittableRandom random = new SplittableRandom(3);
        long streamTime = 0;
        int deleted = 0;
        for (int offset = 0; offset < 20_000; offset++) {
            long ahead = random.nextInt(50) == 0 ? random.nextLong(5 * MAX_AGE) : random.nextLong(2 * MINUTE);
            long time = random.nextInt(3) == 0 ? streamTime - random.nextLong(2 * MAX_AGE) : streamTime + ahead;
            streamTime = Math.max(streamTime, time);
            int key = random.nextInt(random.nextInt(4) == 0 ? 40 : 5);
            double temp = random.nextBoolean() ? Double.NaN : 20 + random.nextGaussian();
            Recall recall = one(hoarding, key, temp, time, offset, streamTime);
            byte[] bytes = memory.toBytes();
            assertThat(one(memories, key, temp, time, offset, streamTime)).isEqualTo(recall);
            assertThat(memory.toBytes()).isEqualTo(bytes);
            deleted += kept.expire(streamTime);
        }
        assertThat(deleted).isGreaterThan(100);
        assertThat(size(whole)).isEqualTo(40);
    }
}
