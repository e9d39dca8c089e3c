package io.lacuna.internal.numerics;

import io.lacuna.internal.inference.neural.search.DampedStep;

/**
 * The loops behind {@link MatrixProducts} and {@link DampedStep}: sums of rows of floats, four at a time. There are two sets
 * of them, {@link PlainMatrixLoops} and one by the vector API, and they give the same bits: each number of a result is
 *
 * <pre>
 * to := to + (((a ra + b rb) + c rc) + d rd)
 * </pre>
 *
 * for one group of four rows after the other, each product and sum rounded by itself; rows that a last group lacks weigh
 * nothing. So a record's answer does not depend on which of the two ran. Without state, for all threads.
 */
public interface MatrixLoops {
    /** Rows of a triangle are filled as far as the next multiple of this, so that loops keep their length. */
    int BLOCK = 16;

    /** to += sum of {@code from[p] rows[p]} over the first {@code count} places p. */
    void addSelected(float[] from, float[][] rows, int[] places, int count, float[] to, int width);

    /**
     * A matrix product, of chosen rows: {@code to[o] := sum of from[o][p] rows[p]} over the first {@code count} places p, for
     * the first {@code outputCount} of the outputs o.
     */
    void multiply(
            float[][] from,
            float[][] rows,
            int[] places,
            int count,
            float[][] to,
            int[] outputs,
            int outputCount,
            int width);

    /**
     * The lower triangle of a product that is symmetric: {@code to[a][b] += sign sum of left[p][a] right[p][b]} over the first
     * {@code count} places p. What stands above the diagonal is not to be read.
     */
    void addSymmetric(float[][] left, float[][] right, int[] places, int count, float sign, float[][] to, int width);

    /** to += a ra + b rb + c rc + d rd */
    void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to, int width);

    /**
     * A part of a Cholesky factor by rows, upper triangle: from the rows {@code at} to {@code at + count - 1}, that which all
     * rows above {@code at} take off them, {@code factor[i] -= sum of factor[b][i] factor[b]} over b below {@code at}. That
     * is done from {@link #start} on; what is left of the diagonal is not to be read.
     *
     * @param at a multiple of 4
     * @param count 1 to 4
     */
    void subtractRowsAbove(float[][] factor, int at, int count);

    /** What they are called where a run says what it runs on, with the width of its vectors. */
    String describe();

    /** How far row a of a triangle is filled. */
    static int reach(int a, int width) {
        return Math.min(width, (a / BLOCK + 1) * BLOCK);
    }

    /** From which column on the row {@code at} of an upper triangle is filled. */
    static int start(int at) {
        return at / BLOCK * BLOCK;
    }
}
