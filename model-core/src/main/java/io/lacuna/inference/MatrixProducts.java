package io.lacuna.inference;

import java.util.Arrays;

/**
 * Products of small matrices of floats, as loops that the JIT compiler turns into vector instructions: along rows of one
 * array each, one index throughout, four rows of a factor into one row of the result.
 */
final class MatrixProducts {
    /** Rows of a triangle are filled as far as the next multiple of this, so that loops keep their length. */
    private static final int BLOCK = 16;

    private MatrixProducts() {}

    /** to += sum of {@code from[p] rows[p]} over the first {@code count} places p. */
    static void addSelected(float[] from, float[][] rows, int[] places, int count, float[] to, int width) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            int a = places[i];
            int b = places[i + 1];
            int c = places[i + 2];
            int d = places[i + 3];
            addFour(from[a], rows[a], from[b], rows[b], from[c], rows[c], from[d], rows[d], to, width);
        }
        if (i < count) {
            // One to three are left; those that lack weigh nothing, which costs less than a pass for each.
            int a = places[i];
            int b = places[Math.min(i + 1, count - 1)];
            int c = places[count - 1];
            float second = i + 1 < count ? from[b] : 0;
            float third = i + 2 < count ? from[c] : 0;
            addThree(from[a], rows[a], second, rows[b], third, rows[c], to, width);
        }
    }

    /**
     * A matrix product, of chosen rows: {@code to[o] := sum of from[o][p] rows[p]} over the first {@code count} places p, for
     * the first {@code outputCount} of the outputs o.
     */
    static void multiply(
            float[][] from,
            float[][] rows,
            int[] places,
            int count,
            float[][] to,
            int[] outputs,
            int outputCount,
            int width) {
        for (int i = 0; i < outputCount; i++) {
            Arrays.fill(to[outputs[i]], 0, width, 0);
        }
        int i = 0;
        for (; i + 3 < count; i += 4) {
            int p = places[i];
            int q = places[i + 1];
            int r = places[i + 2];
            int s = places[i + 3];
            float[] rp = rows[p];
            float[] rq = rows[q];
            float[] rr = rows[r];
            float[] rs = rows[s];
            for (int j = 0; j < outputCount; j++) {
                float[] f = from[outputs[j]];
                addFour(f[p], rp, f[q], rq, f[r], rr, f[s], rs, to[outputs[j]], width);
            }
        }
        if (i < count) {
            int p = places[i];
            int q = places[Math.min(i + 1, count - 1)];
            int r = places[count - 1];
            float second = i + 1 < count ? 1 : 0;
            float third = i + 2 < count ? 1 : 0;
            for (int j = 0; j < outputCount; j++) {
                float[] f = from[outputs[j]];
                addThree(f[p], rows[p], second * f[q], rows[q], third * f[r], rows[r], to[outputs[j]], width);
            }
        }
    }

    /**
     * The lower triangle of a product that is symmetric: {@code to[a][b] += sign sum of left[p][a] right[p][b]} over the first
     * {@code count} places p. What stands above the diagonal is not to be read.
     */
    static void addSymmetric(
            float[][] left, float[][] right, int[] places, int count, float sign, float[][] to, int width) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            int p = places[i];
            int q = places[i + 1];
            int r = places[i + 2];
            int s = places[i + 3];
            addColumns(sign, left[p], right[p], left[q], right[q], left[r], right[r], left[s], right[s], to, width);
        }
        if (i < count) {
            int p = places[i];
            int q = places[Math.min(i + 1, count - 1)];
            int r = places[count - 1];
            float second = i + 1 < count ? sign : 0;
            float third = i + 2 < count ? sign : 0;
            for (int a = 0; a < width; a++) {
                addThree(
                        sign * left[p][a],
                        right[p],
                        second * left[q][a],
                        right[q],
                        third * left[r][a],
                        right[r],
                        to[a],
                        reach(a, width));
            }
        }
    }

    private static void addColumns(
            float sign,
            float[] p,
            float[] rp,
            float[] q,
            float[] rq,
            float[] r,
            float[] rr,
            float[] s,
            float[] rs,
            float[][] to,
            int width) {
        for (int a = 0; a < width; a++) {
            addFour(sign * p[a], rp, sign * q[a], rq, sign * r[a], rr, sign * s[a], rs, to[a], reach(a, width));
        }
    }

    /** How far row a of a triangle is filled. */
    private static int reach(int a, int width) {
        return Math.min(width, (a / BLOCK + 1) * BLOCK);
    }

    /** to += a ra + b rb + c rc + d rd */
    static void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to, int width) {
        for (int j = 0; j < width; j++) {
            to[j] += a * ra[j] + b * rb[j] + c * rc[j] + d * rd[j];
        }
    }

    /** to += a ra + b rb + c rc */
    private static void addThree(float a, float[] ra, float b, float[] rb, float c, float[] rc, float[] to, int width) {
        for (int j = 0; j < width; j++) {
            to[j] += a * ra[j] + b * rb[j] + c * rc[j];
        }
    }

    /** to += a a */
    static void addSquare(float[] a, float[] to, int width) {
        for (int j = 0; j < width; j++) {
            to[j] += a[j] * a[j];
        }
    }

    /** Writes the upper triangle of a square matrix from the lower one. */
    static void mirror(float[][] rows) {
        for (int a = 0; a < rows.length; a++) {
            for (int b = 0; b < a; b++) {
                rows[b][a] = rows[a][b];
            }
        }
    }

    /** The lower triangle of products of rows: {@code to[a][b] := left[a] . right[b]}; for rows too few to be loops' length. */
    static void symmetricDots(float[][] left, float[][] right, int width, float[][] to, int count) {
        int a = 0;
        for (; a + 1 < count; a += 2) {
            for (int b = 0; b <= a; b += 2) {
                dotTwoByTwo(left[a], left[a + 1], right[b], right[b + 1], width, to[a], to[a + 1], b);
            }
        }
        for (int b = 0; b <= a && a < count; b++) {
            to[a][b] = dot(left[a], right[b], width);
        }
    }

    /** Four sums at once, for a sum in order waits for each addition. */
    private static void dotTwoByTwo(
            float[] a, float[] b, float[] c, float[] d, int width, float[] toA, float[] toB, int at) {
        float ac = 0;
        float ad = 0;
        float bc = 0;
        float bd = 0;
        for (int j = 0; j < width; j++) {
            ac += a[j] * c[j];
            ad += a[j] * d[j];
            bc += b[j] * c[j];
            bd += b[j] * d[j];
        }
        toA[at] = ac;
        toA[at + 1] = ad;
        toB[at] = bc;
        toB[at + 1] = bd;
    }

    private static float dot(float[] a, float[] b, int width) {
        float sum = 0;
        for (int j = 0; j < width; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
