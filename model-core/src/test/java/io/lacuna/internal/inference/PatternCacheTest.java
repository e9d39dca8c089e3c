package io.lacuna.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatternCacheTest {
    private static final long SLOT_BYTES = 1_000;

    private final List<Long> computed = new ArrayList<>();
    private int made;

    private final class Slot implements PatternCache.Slot {
        private long pattern = -1;

        Slot() {
            made++;
        }

        @Override
        public boolean holds(long[] other) {
            return pattern == other[0];
        }

        @Override
        public void compute(long[] other) {
            pattern = other[0];
            computed.add(pattern);
        }
    }

    private PatternCache<Slot> cache(int slots) {
        return new PatternCache<>(Slot::new, SLOT_BYTES, slots * SLOT_BYTES);
    }

    @Test
    void returnsTheSlotOfThePatternAfterAnyEarlierPatterns() {
        for (int slots : new int[] {1, 3, 64}) {
            PatternCache<Slot> cache = cache(slots);
            SplittableRandom random = new SplittableRandom(slots);
            for (int i = 0; i < 20_000; i++) {
                long pattern = random.nextInt(200);
                assertThat(cache.of(new long[] {pattern}).pattern).isEqualTo(pattern);
            }
        }
    }

    @Test
    void patternsThatComeAgainStayCachedWhileManyNewOnesPass() {
        PatternCache<Slot> cache = cache(64);
        for (int round = 0; round < 3; round++) {
            for (long pattern = 0; pattern < 8; pattern++) {
                cache.of(new long[] {pattern});
            }
        }
        assertThat(computed).hasSize(8);
        for (long pattern = 1_000; pattern < 11_000; pattern++) {
            cache.of(new long[] {pattern});
        }
        computed.clear();
        for (long pattern = 0; pattern < 8; pattern++) {
            cache.of(new long[] {pattern});
        }
        assertThat(computed).isEmpty();
    }

    @Test
    void slotsAreBoundedAndReused() {
        PatternCache<Slot> cache = cache(64);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50_000; i++) {
            cache.of(new long[] {random.nextInt(300)});
        }
        assertThat(made).isLessThanOrEqualTo(64 + 16);
    }
}
