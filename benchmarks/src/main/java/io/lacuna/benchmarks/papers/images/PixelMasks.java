package io.lacuna.benchmarks.papers.images;

import java.util.SplittableRandom;

/** Which pixels of an image of 14 x 14 are missing, row by row: the masks of QAVI's tables and of VAEAC's training. */
public final class PixelMasks {
    public static final int SIDE = 14;
    private static final int PATCH = 4;

    private PixelMasks() {}

    /** The upper, left, lower or right half. */
    public static boolean[] half(int side) {
        boolean[] missing = new boolean[SIDE * SIDE];
        for (int p = 0; p < missing.length; p++) {
            int along = side % 2 == 0 ? p / SIDE : p % SIDE;
            missing[p] = side < 2 ? along < SIDE / 2 : along >= SIDE / 2;
        }
        return missing;
    }

    /** Squares of 4 x 4 pixels at random places until half of the image is missing. */
    public static boolean[] patches(SplittableRandom random) {
        boolean[] missing = new boolean[SIDE * SIDE];
        for (int count = 0; 2 * count < missing.length; ) {
            int left = random.nextInt(SIDE - PATCH + 1);
            int top = random.nextInt(SIDE - PATCH + 1);
            for (int p = 0; p < PATCH * PATCH; p++) {
                int at = (top + p / PATCH) * SIDE + left + p % PATCH;
                count += missing[at] ? 0 : 1;
                missing[at] = true;
            }
        }
        return missing;
    }

    /** A rectangle whose sides are at random places. */
    public static boolean[] rectangle(SplittableRandom random) {
        int[] sides = random.ints(4, 0, SIDE + 1).toArray();
        boolean[] missing = new boolean[SIDE * SIDE];
        for (int p = 0; p < missing.length; p++) {
            int y = p / SIDE;
            int x = p % SIDE;
            missing[p] = y >= Math.min(sides[0], sides[1])
                    && y < Math.max(sides[0], sides[1])
                    && x >= Math.min(sides[2], sides[3])
                    && x < Math.max(sides[2], sides[3]);
        }
        return missing;
    }
}
