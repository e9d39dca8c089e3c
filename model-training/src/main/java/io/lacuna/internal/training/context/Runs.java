package io.lacuna.internal.training.context;

import io.lacuna.internal.context.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses runs of keys' rows to learn from if a table has more rows than necessary: whole keys if there are many, parts
 * of keys if these are long, never single rows.
 */
final class Runs {
    /** Number of rows of a part of a key: many times the largest lag. */
    private static final int LONGEST = 2_000;

    private Runs() {}

    /**
     * @param most approximate largest number of rows
     * @return runs of row indices, each of one key in the order of time
     */
    static List<int[]> of(Timeline timeline, int most, SplittableRandom random) {
        List<int[]> whole = new ArrayList<>(Arrays.asList(timeline.byKey()));
        if (timeline.size() <= most) {
            return whole;
        }
        List<int[]> parts = new ArrayList<>();
        for (int[] rows : whole) {
            for (int from = 0; from < rows.length; from += LONGEST) {
                parts.add(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + LONGEST)));
            }
        }
        for (int i = parts.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int[] kept = parts.get(i);
            parts.set(i, parts.get(other));
            parts.set(other, kept);
        }
        List<int[]> chosen = new ArrayList<>();
        int rows = 0;
        for (int[] part : parts) {
            if (rows + part.length <= most || chosen.isEmpty()) {
                chosen.add(part);
                rows += part.length;
            }
        }
        return chosen;
    }
}
