package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.context.KeyMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The hidden gaps of a task: {@link HiddenGap gaps} that are made in the records of keys to score fills at the ages at which
 * they occur. Features and length of each are those of a gap that ended lately. Mutable; one thread owns it.
 *
 * <p>Bounded: it keeps the last {@value #SHAPES} gaps that ended and at most {@value #OPEN} hidden ones. A task that moves
 * or restarts begins without any.
 */
public final class HiddenGaps {
    private static final int SHAPES = 256;
    private static final int OPEN = 32;

    private final Features features;
    private final double share;
    private final List<Shape> shapes = new ArrayList<>();
    private int oldest;
    private double budget;

    private final Map<Bytes, HiddenGap> open = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, HiddenGap> eldest) {
            return size() > OPEN;
        }
    };

    /** @param lengthMs time from the last record before the gap to the first one after it */
    private record Shape(boolean[] features, long lengthMs) {}

    /**
     * @param share share of the records to be in hidden gaps
     */
    public HiddenGaps(Features features, double share) {
        this.features = features;
        this.share = share;
    }

    /** Whether it is for records with these features. */
    public boolean isOf(Features others) {
        return features.equals(others);
    }

    /** The gap that a record is in; null if it is in none. */
    public @Nullable HiddenGap of(byte[] key, long timeMs) {
        if (open.isEmpty()) {
            return null;
        }
        HiddenGap gap = open.get(Bytes.wrap(key));
        if (gap == null || !gap.isOver(timeMs)) {
            budget -= gap == null ? 0 : 1;
            return gap;
        }
        close(key);
        return null;
    }

    /** Ends the hidden gap of a key, if there is one. */
    public void close(byte[] key) {
        open.remove(Bytes.wrap(key));
    }

    /**
     * Takes the real gaps that end with a record, one for all features that were last observed in the same record.
     *
     * @param cells d cells of the record, NaN = missing
     * @param memory of the key, without the record
     */
    public void learn(double[] cells, KeyMemory memory, long timeMs) {
        budget = Math.min(OPEN, budget + share);
        if (memory.isEmpty() || timeMs < memory.time()) {
            return;
        }
        for (int j = 0; j < cells.length; j++) {
            if (ends(j, cells, memory) && !endedBefore(j, cells, memory)) {
                boolean[] together = new boolean[cells.length];
                for (int i = j; i < cells.length; i++) {
                    together[i] = ends(i, cells, memory) && memory.offset(i) == memory.offset(j);
                }
                keep(new Shape(together, timeMs - memory.time(j)));
            }
        }
    }

    private static boolean ends(int feature, double[] cells, KeyMemory memory) {
        return !Double.isNaN(cells[feature]) && memory.knows(feature) && !memory.isOfNewest(feature);
    }

    private static boolean endedBefore(int feature, double[] cells, KeyMemory memory) {
        for (int i = 0; i < feature; i++) {
            if (ends(i, cells, memory) && memory.offset(i) == memory.offset(feature)) {
                return true;
            }
        }
        return false;
    }

    private void keep(Shape shape) {
        if (shapes.size() < SHAPES) {
            shapes.add(shape);
        } else {
            shapes.set(oldest, shape);
            oldest = (oldest + 1) % SHAPES;
        }
    }

    /**
     * Begins a gap with the key's next record, if it is time for one.
     *
     * @param newest memory of the key, with the current record
     * @param random of the current record
     * @return the gap; null if none begins
     */
    public @Nullable HiddenGap begin(byte[] key, KeyMemory newest, long timeMs, SplittableRandom random) {
        if (budget < 1 || shapes.isEmpty() || newest.time() != timeMs || open.containsKey(Bytes.wrap(key))) {
            return null;
        }
        Shape shape = shapes.get(random.nextInt(shapes.size()));
        boolean[] hidden = new boolean[shape.features().length];
        boolean any = false;
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = shape.features()[j] && newest.isOfNewest(j);
            any |= hidden[j];
        }
        if (!any) {
            return null;
        }
        HiddenGap gap = new HiddenGap(features, hidden, timeMs + shape.lengthMs(), newest);
        open.put(Bytes.wrap(key.clone()), gap);
        return gap;
    }
}
