package io.lacuna.internal.numerics;

/**
 * The loops behind {@link MatrixProducts}: sums of rows of floats, four rows at a time. There are two implementations,
 * {@link PlainMatrixLoops} and one on Java's vector API. Both give the same bits. Each number of a result is computed
 * as
 *
 * <pre>
 *     to := to + (((a ra + b rb) + c rc) + d rd)
 * </pre>
 *
 * for one group of four rows after another, and every product and sum is rounded separately. Rows that the last group
 * lacks get weight 0. So the result for a record does not depend on the implementation. Implementations have no state
 * and are safe for concurrent use.
 */
public interface MatrixLoops {
    /** Rows of a triangle are computed up to the next multiple of this width, so that loops keep a fixed length. */
    int BLOCK = 16;

    /** to += sum of {@code from[p] rows[p]} over the first {@code count} places p. */
    void addSelected(float[] from, float[][] rows, int[] places, int count, float[] to, int width);

    /**
     * A matrix product of selected rows: {@code to[o] := sum of from[o][p] rows[p]} over the first {@code count} places
     * p, for the first {@code outputCount} outputs o.
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
     * The lower triangle of a symmetric product: {@code to[a][b] += sign sum of left[p][a] right[p][b]} over the first
     * {@code count} places p. Values above the diagonal are undefined afterwards.
     */
    void addSymmetric(float[][] left, float[][] right, int[] places, int count, float sign, float[][] to, int width);

    /** to += a ra + b rb + c rc + d rd */
    void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to, int width);

    /**
     * One step of a Cholesky factorization, stored as rows of the upper triangle. It updates the rows {@code at} to
     * {@code at + count - 1}: {@code factor[i] -= sum of factor[b][i] factor[b]} over all b below {@code at}. The
     * update begins at column {@link #start}; values left of the diagonal are undefined afterwards.
     *
     * @param at a multiple of 4
     * @param count 1 to 4
     */
    void subtractRowsAbove(float[][] factor, int at, int count);

    /** The name of this set of loops, with the width of its vectors, for the log. */
    String describe();

    /** The number of leading columns that are computed in row a of a lower triangle. */
    static int reach(int a, int width) {
        return Math.min(width, (a / BLOCK + 1) * BLOCK);
    }

    /** The first column that is computed in row {@code at} of an upper triangle. */
    static int start(int at) {
        return at / BLOCK * BLOCK;
    }
}
