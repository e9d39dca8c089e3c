package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.context.KeyMemory;

/**
 * A gap that is made in the records of a key, only to be scored: some features are hidden in all records of the key until
 * the gap ends. Its memory of the key is the one that the key would have if these cells had been missing. Mutable; one
 * thread owns it.
 */
public final class HiddenGap {
    private final boolean[] features;
    private final long endMs;
    private final KeyMemory memory;
    private final KeyMemory shadowMemory;
    private long shadow;

    /**
     * @param features d features, true for hidden
     * @param endMs time of the first record in which they are not hidden
     * @param newest memory of the key, with the record before the gap; it is copied
     */
    HiddenGap(Features of, boolean[] features, long endMs, KeyMemory newest) {
        this.features = features;
        this.endMs = endMs;
        memory = new KeyMemory(of);
        memory.set(newest);
        shadowMemory = new KeyMemory(of);
        shadowMemory.set(newest);
    }

    /** Whether it has ended before a record of that time. */
    boolean isOver(long timeMs) {
        return timeMs >= endMs;
    }

    /** Hides the cells of the gap. Returns whether any of them was observed. */
    boolean hide(double[] cells) {
        boolean any = false;
        for (int j = 0; j < cells.length; j++) {
            if (features[j]) {
                any |= !Double.isNaN(cells[j]);
                cells[j] = Double.NaN;
            }
        }
        return any;
    }

    /** The memory of the serving generation. */
    KeyMemory memory() {
        return memory;
    }

    /** The memory of the shadow, with the residuals of the shadow. */
    KeyMemory shadowMemory() {
        return shadowMemory;
    }

    /** The generation that was the shadow when the gap began, whose residuals its memory has; 0 for none. */
    long shadow() {
        return shadow;
    }

    void beginsWithShadow(long generation) {
        shadow = generation;
    }
}
