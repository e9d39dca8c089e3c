package io.lacuna.internal.data;

import java.util.SplittableRandom;

/**
 * The source of all random numbers in Lacuna. A seed and the name of a use give an independent stream, so a new use
 * does not change the numbers of the others. Safe for concurrent use.
 */
public final class Seeds {
    private Seeds() {}

    /** The random stream of one use. */
    public static SplittableRandom random(long seed, String use) {
        return new SplittableRandom(mix(seed, hash(use)));
    }

    /** The random stream of one record, named by its position in Kafka. It is the same on every replay. */
    public static SplittableRandom ofRecord(long seed, String topic, int partition, long offset) {
        return new SplittableRandom(ofRecordSeed(seed, topic, partition, offset));
    }

    /** The seed of {@link #ofRecord}. Allocates nothing. */
    public static long ofRecordSeed(long seed, String topic, int partition, long offset) {
        return mix(mix(mix(seed, hash(topic)), partition), offset);
    }

    private static long hash(String use) {
        long h = 0xcbf29ce484222325L; // FNV-1a
        for (int i = 0; i < use.length(); i++) {
            h = (h ^ use.charAt(i)) * 0x100000001b3L;
        }
        return h;
    }

    /** The SplitMix64 finalizer, applied to both words. */
    private static long mix(long a, long b) {
        long z = a + 0x9e3779b97f4a7c15L * (b + 1);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
