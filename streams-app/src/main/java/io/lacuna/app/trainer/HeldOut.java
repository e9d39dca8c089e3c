package io.lacuna.app.trainer;

import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a window into a training part and a scored part. Whole runs of consecutive records are held out, about twenty
 * of them spread over the window, including the newest records: single records would have neighbours in time in the
 * training part. In half of the held-out records observed cells are hidden at random; in the other half the cells are
 * hidden that another record of the window misses, so that fills are scored on the gap patterns of the table too.
 *
 * @param learnt the training part
 * @param truth the held-out records, unmasked
 * @param masks the held-out records with hidden cells
 * @param inTime the whole window in the order of time; null if records have no past
 */
record HeldOut(
        Table learnt, Table truth, Masks masks, @Nullable InTime inTime) {
    private static final int STRETCHES = 20;

    /**
     * @param window at least two rows, oldest first
     * @param share of the window to hold out, between 0 and 1
     * @param maskRate share of observed cells hidden at random, between 0 and 1
     */
    static HeldOut of(Table window, double share, double maskRate, long seed) {
        return of(window, null, Set.of(), share, maskRate, seed);
    }

    /**
     * The same of records that have a past: cells and whole gaps are hidden, since hidden single cells were nearly all seen
     * a record ago.
     *
     * @param timeline time and key of the window's records; null if records have no past
     * @param given names of features that are never hidden, because no record lacks them in a way that is filled
     */
    static HeldOut of(
            Table window, @Nullable Timeline timeline, Set<String> given, double share, double maskRate, long seed) {
        int n = window.size();
        int period = Math.min(n, Math.max((int) Math.ceil(1 / share), n / STRETCHES));
        int held = Math.min(period - 1, Math.max(1, (int) Math.round(period * share)));
        List<double[]> learnt = new ArrayList<>();
        List<double[]> truth = new ArrayList<>();
        int[] place = new int[n];
        for (int i = 0; i < n; i++) {
            // Counted from the end, so that the newest records are held out.
            boolean isHeld = (n - 1 - i) % period < held;
            place[i] = isHeld ? truth.size() : InTime.LEARNT;
            (isHeld ? truth : learnt).add(window.row(i));
        }
        Table heldOut = new Table(window.features(), truth);
        SplittableRandom random = Seeds.random(seed, "trainer.masks");
        InTime inTime = timeline == null ? null : new InTime(window, timeline, place);
        Masks masks = inTime == null
                ? Masks.atRandomAndByPattern(heldOut, window, maskRate, random)
                : Masks.cellsAndGaps(heldOut, inTime.of(true), maskRate, random);
        return new HeldOut(new Table(window.features(), learnt), heldOut, masks.sparing(heldOut, given), inTime);
    }

    /** Time and key of the training records; null if records have no past. */
    @Nullable
    Timeline learntTimeline() {
        return inTime == null ? null : inTime.of(false);
    }

    /**
     * The window with its times.
     *
     * @param held for each record its place in the held-out part, or {@link #LEARNT}
     */
    record InTime(Table window, Timeline timeline, int[] held) {
        static final int LEARNT = -1;

        private Timeline of(boolean heldOut) {
            return timeline.select(IntStream.range(0, held.length)
                    .filter(i -> held[i] != LEARNT == heldOut)
                    .toArray());
        }
    }
}
