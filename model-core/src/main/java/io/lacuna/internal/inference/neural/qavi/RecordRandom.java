package io.lacuna.internal.inference.neural.qavi;

/**
 * Random numbers that depend on the cells of a record only, so that a replay gives the same numbers: SplitMix64 (Steele,
 * Lea and Flood 2014) from a hash of the cells. Allocates nothing. Mutable; one thread owns it.
 */
final class RecordRandom {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private long state;

    void begin(float[] cells) {
        state = 0;
        for (float cell : cells) {
            state = 31 * state + Float.floatToIntBits(cell);
        }
    }

    /** A number between 0 and 1, neither of them. */
    double uniform() {
        state += GAMMA;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53 + 0x1.0p-54;
    }

    /** A standard normal number, by Marsaglia's polar method. */
    double normal() {
        double x;
        double square;
        do {
            x = 2 * uniform() - 1;
            double y = 2 * uniform() - 1;
            square = x * x + y * y;
        } while (square >= 1);
        return x * Math.sqrt(-2 * StrictMath.log(square) / square);
    }
}
