package io.lacuna.app.stream.recent;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Whether a key may be one of those whose records are kept, by a bit of its hash. Most records of many keys are told apart
 * without making their keys into text. Keys are never taken out: a key that is kept no longer costs what it cost before. Safe to
 * share between threads.
 */
final class KeyFilter {
    private static final int BITS = 16;

    private final AtomicLongArray bits = new AtomicLongArray(1 << (BITS - 6));
    private volatile boolean all;

    void add(byte @Nullable [] key) {
        int bit = bit(key);
        bits.getAndUpdate(bit >>> 6, word -> word | 1L << bit);
    }

    /** From now on every key may be held. */
    void addAll() {
        all = true;
    }

    boolean mayHold(byte @Nullable [] key) {
        int bit = bit(key);
        return all || (bits.get(bit >>> 6) & 1L << bit) != 0;
    }

    /** An empty key counts as none. */
    private static int bit(byte @Nullable [] key) {
        int hash = key == null || key.length == 0 ? 0 : Arrays.hashCode(key);
        return hash * 0x9E3779B9 >>> (32 - BITS);
    }
}
