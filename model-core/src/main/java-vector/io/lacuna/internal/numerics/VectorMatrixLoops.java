package io.lacuna.internal.numerics;

import java.util.Arrays;

/**
 * Loops on Java's vector API, with the widest vectors of the processor. Each step adds four rows of one factor to two
 * rows of the result, so that every loaded vector is used twice. The scalar code handles columns that do not fill a
 * vector, and a last single row.
 */
final class VectorMatrixLoops implements MatrixLoops {
    private final PlainMatrixLoops plain = new PlainMatrixLoops();

    /** Width of the vectors in bits. */
    static int bits() {
        return Float.SIZE * VectorRows.LANES;
    }

    @Override
    public String describe() {
        return "vector API, " + bits() + " bits";
    }

    @Override
    public void addSelected(float[] from, float[][] rows, int[] places, int count, float[] to, int width) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            int p = places[i];
            int q = places[i + 1];
            int r = places[i + 2];
            int s = places[i + 3];
            VectorRows.addFour(from[p], rows[p], from[q], rows[q], from[r], rows[r], from[s], rows[s], to, 0, width);
        }
        if (i < count) {
            int p = places[i];
            int q = places[Math.min(i + 1, count - 1)];
            int r = places[count - 1];
            float second = i + 1 < count ? from[q] : 0;
            float third = i + 2 < count ? from[r] : 0;
            VectorRows.addFour(from[p], rows[p], second, rows[q], third, rows[r], 0, rows[r], to, 0, width);
        }
    }

    @Override
    public void multiply(
            float[][] from,
            float[][] rows,
            int[] places,
            int count,
            float[][] to,
            int[] outputs,
            int outputCount,
            int width) {
        if (width < VectorRows.LANES) {
            plain.multiply(from, rows, places, count, to, outputs, outputCount, width);
            return;
        }
        for (int o = 0; o < outputCount; o++) {
            Arrays.fill(to[outputs[o]], 0, width, 0);
        }
        for (int i = 0; i < count; i += 4) {
            multiplyFour(from, rows, places, i, count, to, outputs, outputCount, width);
        }
    }

    /** Adds the contribution of the four places from index i on to the product. */
    private static void multiplyFour(
            float[][] from,
            float[][] rows,
            int[] places,
            int i,
            int count,
            float[][] to,
            int[] outputs,
            int outputCount,
            int width) {
        int last = count - 1;
        int p = places[i];
        int q = places[Math.min(i + 1, last)];
        int r = places[Math.min(i + 2, last)];
        int s = places[Math.min(i + 3, last)];
        float w2 = i + 1 < count ? 1 : 0;
        float w3 = i + 2 < count ? 1 : 0;
        float w4 = i + 3 < count ? 1 : 0;
        float[] rp = rows[p];
        float[] rq = rows[q];
        float[] rr = rows[r];
        float[] rs = rows[s];
        int o = 0;
        for (; o + 1 < outputCount; o += 2) {
            float[] a = from[outputs[o]];
            float[] b = from[outputs[o + 1]];
            VectorRows.addFourToTwo(
                    a[p],
                    w2 * a[q],
                    w3 * a[r],
                    w4 * a[s],
                    b[p],
                    w2 * b[q],
                    w3 * b[r],
                    w4 * b[s],
                    rp,
                    rq,
                    rr,
                    rs,
                    to[outputs[o]],
                    to[outputs[o + 1]],
                    width);
        }
        int whole = VectorRows.whole(width);
        for (int rest = whole == width ? o : 0; rest < outputCount; rest++) {
            float[] f = from[outputs[rest]];
            int done = rest < o ? whole : 0;
            VectorRows.addFour(f[p], rp, w2 * f[q], rq, w3 * f[r], rr, w4 * f[s], rs, to[outputs[rest]], done, width);
        }
    }

    @Override
    public void addSymmetric(
            float[][] left, float[][] right, int[] places, int count, float sign, float[][] to, int width) {
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int p = places[i];
            int q = places[Math.min(i + 1, last)];
            int r = places[Math.min(i + 2, last)];
            int s = places[Math.min(i + 3, last)];
            float w2 = i + 1 < count ? sign : 0;
            float w3 = i + 2 < count ? sign : 0;
            float w4 = i + 3 < count ? sign : 0;
            addColumns(
                    sign, left[p], right[p], w2, left[q], right[q], w3, left[r], right[r], w4, left[s], right[s], to,
                    width);
        }
    }

    private static void addColumns(
            float w1,
            float[] p,
            float[] rp,
            float w2,
            float[] q,
            float[] rq,
            float w3,
            float[] r,
            float[] rr,
            float w4,
            float[] s,
            float[] rs,
            float[][] to,
            int width) {
        int a = 0;
        for (; a + 1 < width; a += 2) {
            int b = a + 1;
            VectorRows.addFourToTwo(
                    w1 * p[a],
                    w2 * q[a],
                    w3 * r[a],
                    w4 * s[a],
                    w1 * p[b],
                    w2 * q[b],
                    w3 * r[b],
                    w4 * s[b],
                    rp,
                    rq,
                    rr,
                    rs,
                    to[a],
                    to[b],
                    MatrixLoops.reach(a, width));
        }
        int whole = VectorRows.whole(width);
        for (int rest = Math.min(a, whole); rest < width; rest++) {
            int reach = MatrixLoops.reach(rest, width);
            int done = rest < a ? VectorRows.whole(reach) : 0;
            VectorRows.addFour(
                    w1 * p[rest], rp, w2 * q[rest], rq, w3 * r[rest], rr, w4 * s[rest], rs, to[rest], done, reach);
        }
    }

    @Override
    public void subtractRowsAbove(float[][] factor, int at, int count) {
        int j = MatrixLoops.start(at);
        int width = factor[at].length;
        for (; count == 4 && j <= width - VectorRows.LANES; j += VectorRows.LANES) {
            VectorRows.subtractAbove(factor, at, at, factor[at], factor[at + 1], j);
            VectorRows.subtractAbove(factor, at, at + 2, factor[at + 2], factor[at + 3], j);
        }
        if (j < width) {
            plain.subtractRowsAbove(factor, at, count, j);
        }
    }

    @Override
    public void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to, int width) {
        VectorRows.addFour(a, ra, b, rb, c, rc, d, rd, to, 0, width);
    }
}
