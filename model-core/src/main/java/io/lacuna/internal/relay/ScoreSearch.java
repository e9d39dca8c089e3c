package io.lacuna.internal.relay;

import java.util.Arrays;

/**
 * {@link RankNormal#forward} and {@link RankNormal#place} of one marginal, to the same bits in less time: a filled record asks for
 * dozens of scores. The range of the knots is divided into cells of equal width, and a table says where the knots of a cell begin, so
 * that a binary search takes half of the steps. All searches of a marginal take the same number of steps: no branch depends on the value.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class ScoreSearch {
    /** Few, so that the tables of all features of a record stay in the first-level cache. */
    private static final int CELLS = 128;

    /** The value of knot k at 2 k, its score after it; then values that are never reached. */
    private final float[] knots;

    private final float smallest;
    private final float largest;
    private final double smallestScore;
    private final double largestScore;

    /** Cells per unit; 0 where the knots have no range. */
    private final float perUnit;

    /** The last knot before a cell, or its first one if that begins the range. */
    private final byte[] before = new byte[CELLS];

    /** The number of knots among which the search of any cell chooses. */
    private final int choice;

    public ScoreSearch(RankNormal marginal) {
        float[] values = marginal.values();
        float[] scores = marginal.scores();
        int last = values.length - 1;
        smallest = values[0];
        largest = values[last];
        smallestScore = scores[0];
        largestScore = scores[last];
        float most = (CELLS - 1) / (largest - smallest);
        perUnit = most > 0 && most < Float.MAX_VALUE ? most : 0;
        int knot = 0;
        int widest = 1;
        for (int cell = 0; cell < CELLS; cell++) {
            before[cell] = (byte) knot;
            int from = knot;
            while (knot < last && cell(values[knot + 1]) <= cell) {
                knot++;
            }
            widest = Math.max(widest, knot - from + 1);
        }
        choice = widest;
        knots = new float[2 * (values.length + choice)];
        Arrays.fill(knots, Float.POSITIVE_INFINITY);
        for (int k = 0; k <= last; k++) {
            knots[2 * k] = values[k];
            knots[2 * k + 1] = scores[k];
        }
    }

    /**
     * The cell of a value between the smallest and the largest knot. It never falls while the value rises, also in rounded
     * arithmetic: therefore a value lies above all knots of earlier cells, and below all knots of later ones.
     */
    private int cell(float value) {
        return (int) ((value - smallest) * perUnit);
    }

    /** {@link RankNormal#forward}. */
    public double forward(double value) {
        float v = (float) value;
        if (v <= smallest) {
            return smallestScore;
        }
        return v >= largest ? largestScore : between(v);
    }

    /** {@link RankNormal#place}. */
    public double place(double value) {
        float v = (float) value;
        if (v <= smallest) {
            return v < smallest ? Double.NEGATIVE_INFINITY : smallestScore;
        }
        if (v >= largest) {
            return v > largest ? Double.POSITIVE_INFINITY : largestScore;
        }
        return between(v);
    }

    private double between(float v) {
        float[] pairs = knots;
        int at = 2 * (before[cell(v)] & 0xff);
        for (int length = choice; length > 1; ) {
            int half = length >>> 1;
            at = pairs[at + 2 * half] <= v ? at + 2 * half : at;
            length -= half;
        }
        double share = (v - pairs[at]) / (pairs[at + 2] - pairs[at]);
        return pairs[at + 1] + share * (pairs[at + 3] - pairs[at + 1]);
    }
}
