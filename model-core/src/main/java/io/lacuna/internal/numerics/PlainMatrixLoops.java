package io.lacuna.internal.numerics;

import java.util.Arrays;

/** Loops in plain Java, along rows with a single index, which the JIT compiler vectorizes. */
final class PlainMatrixLoops implements MatrixLoops {
    @Override
    public void addSelected(float[] from, float[][] rows, int[] places, int count, float[] to, int width) {
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int p = places[i];
            int q = places[Math.min(i + 1, last)];
            int r = places[Math.min(i + 2, last)];
            int s = places[Math.min(i + 3, last)];
            float second = i + 1 < count ? from[q] : 0;
            float third = i + 2 < count ? from[r] : 0;
            float fourth = i + 3 < count ? from[s] : 0;
            addFour(from[p], rows[p], second, rows[q], third, rows[r], fourth, rows[s], to, width);
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
        for (int o = 0; o < outputCount; o++) {
            Arrays.fill(to[outputs[o]], 0, width, 0);
        }
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int p = places[i];
            int q = places[Math.min(i + 1, last)];
            int r = places[Math.min(i + 2, last)];
            int s = places[Math.min(i + 3, last)];
            float second = i + 1 < count ? 1 : 0;
            float third = i + 2 < count ? 1 : 0;
            float fourth = i + 3 < count ? 1 : 0;
            float[] rp = rows[p];
            float[] rq = rows[q];
            float[] rr = rows[r];
            float[] rs = rows[s];
            for (int o = 0; o < outputCount; o++) {
                float[] f = from[outputs[o]];
                addFour(f[p], rp, second * f[q], rq, third * f[r], rr, fourth * f[s], rs, to[outputs[o]], width);
            }
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
            float second = i + 1 < count ? sign : 0;
            float third = i + 2 < count ? sign : 0;
            float fourth = i + 3 < count ? sign : 0;
            addColumns(
                    sign, left[p], right[p], second, left[q], right[q], third, left[r], right[r], fourth, left[s],
                    right[s], to, width);
        }
    }

    private void addColumns(
            float first,
            float[] p,
            float[] rp,
            float second,
            float[] q,
            float[] rq,
            float third,
            float[] r,
            float[] rr,
            float fourth,
            float[] s,
            float[] rs,
            float[][] to,
            int width) {
        for (int a = 0; a < width; a++) {
            int reach = MatrixLoops.reach(a, width);
            addFour(first * p[a], rp, second * q[a], rq, third * r[a], rr, fourth * s[a], rs, to[a], reach);
        }
    }

    @Override
    public void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to, int width) {
        for (int j = 0; j < width; j++) {
            to[j] += a * ra[j] + b * rb[j] + c * rc[j] + d * rd[j];
        }
    }

    @Override
    public void subtractRowsAbove(float[][] factor, int at, int count) {
        subtractRowsAbove(factor, at, count, MatrixLoops.start(at));
    }

    /** {@link MatrixLoops#subtractRowsAbove}, beginning at the given column. */
    void subtractRowsAbove(float[][] factor, int at, int count, int column) {
        for (int i = at; i < at + count; i++) {
            for (int b = 0; b < at; b += 4) {
                subtractFour(factor[b], factor[b + 1], factor[b + 2], factor[b + 3], i, factor[i], column);
            }
        }
    }

    /** From the given column on: to -= ra[i] ra + rb[i] rb + rc[i] rc + rd[i] rd. */
    private static void subtractFour(float[] ra, float[] rb, float[] rc, float[] rd, int i, float[] to, int column) {
        float a = ra[i];
        float b = rb[i];
        float c = rc[i];
        float d = rd[i];
        for (int j = column; j < to.length; j++) {
            to[j] -= a * ra[j] + b * rb[j] + c * rc[j] + d * rd[j];
        }
    }

    @Override
    public String describe() {
        return "plain loops";
    }
}
