package io.lacuna.inference;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops by the vector API, in the widest vectors that the processor has: four rows of a factor go into four rows of the
 * result at once, so that each vector that is loaded is used four times. Columns that do not fill a vector and rows that are
 * left over from four go one by one.
 *
 * <p>What the compiler allows sets the size of the methods here: past some eighty vector operations in one it stops
 * inlining, and what it has not inlined makes an object of every vector.
 */
final class VectorMatrixLoops implements MatrixLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private final PlainMatrixLoops plain = new PlainMatrixLoops();

    /** Width of the vectors. */
    static int bits() {
        return SPECIES.vectorBitSize();
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
            add(from[p], rows[p], from[q], rows[q], from[r], rows[r], from[s], rows[s], to, 0, width);
        }
        if (i < count) {
            int p = places[i];
            int q = places[Math.min(i + 1, count - 1)];
            int r = places[count - 1];
            float second = i + 1 < count ? from[q] : 0;
            float third = i + 2 < count ? from[r] : 0;
            add(from[p], rows[p], second, rows[q], third, rows[r], 0, rows[r], to, 0, width);
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
        if (width < LANES) {
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

    /** The part of the product that four places from i on give. */
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
            addFourToTwo(
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
        int whole = SPECIES.loopBound(width);
        for (int rest = whole == width ? o : 0; rest < outputCount; rest++) {
            float[] f = from[outputs[rest]];
            int done = rest < o ? whole : 0;
            add(f[p], rp, w2 * f[q], rq, w3 * f[r], rr, w4 * f[s], rs, to[outputs[rest]], done, width);
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
            addFourToTwo(
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
        int whole = SPECIES.loopBound(width);
        for (int rest = Math.min(a, whole); rest < width; rest++) {
            int reach = MatrixLoops.reach(rest, width);
            int done = rest < a ? SPECIES.loopBound(reach) : 0;
            add(w1 * p[rest], rp, w2 * q[rest], rq, w3 * r[rest], rr, w4 * s[rest], rs, to[rest], done, reach);
        }
    }

    @Override
    public void subtractRowsAbove(float[][] factor, int at, int count) {
        int j = MatrixLoops.start(at);
        int width = factor[at].length;
        for (; count == 4 && j <= width - LANES; j += LANES) {
            subtractRowsAbove(factor, at, at, factor[at], factor[at + 1], j);
            subtractRowsAbove(factor, at, at + 2, factor[at + 2], factor[at + 3], j);
        }
        if (j < width) {
            plain.subtractRowsAbove(factor, at, count, j);
        }
    }

    /** From the rows i and i + 1, in one block of columns; they stay in registers from the first row above to the last. */
    private static void subtractRowsAbove(float[][] factor, int above, int i, float[] ri, float[] rj, int column) {
        FloatVector a = FloatVector.fromArray(SPECIES, ri, column);
        FloatVector b = FloatVector.fromArray(SPECIES, rj, column);
        for (int row = 0; row < above; row += 4) {
            float[] p = factor[row];
            float[] q = factor[row + 1];
            float[] r = factor[row + 2];
            float[] s = factor[row + 3];
            FloatVector vp = FloatVector.fromArray(SPECIES, p, column);
            FloatVector vq = FloatVector.fromArray(SPECIES, q, column);
            FloatVector vr = FloatVector.fromArray(SPECIES, r, column);
            FloatVector vs = FloatVector.fromArray(SPECIES, s, column);
            a = exact(a).sub(vp.mul(p[i]).add(vq.mul(q[i])).add(vr.mul(r[i])).add(vs.mul(s[i])));
            b = exact(b).sub(vp.mul(p[i + 1])
                    .add(vq.mul(q[i + 1]))
                    .add(vr.mul(r[i + 1]))
                    .add(vs.mul(s[i + 1])));
        }
        exact(a).intoArray(ri, column);
        exact(b).intoArray(rj, column);
    }

    /** Tells the compiler the class of a vector that went round a loop: it is not to be asked for, which takes an object. */
    private static FloatVector exact(FloatVector vector) {
        return (FloatVector) SPECIES.vectorType().cast(vector);
    }

    @Override
    public void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to, int width) {
        add(a, ra, b, rb, c, rc, d, rd, to, 0, width);
    }

    /**
     * Both of two rows += their four numbers times p, q, r and s, as far as whole vectors go. The columns left are for {@link
     * #add}: here the eight numbers would be needed both as vectors and as they are, and not stay in registers.
     */
    private static void addFourToTwo(
            float ap,
            float aq,
            float ar,
            float as,
            float bp,
            float bq,
            float br,
            float bs,
            float[] p,
            float[] q,
            float[] r,
            float[] s,
            float[] a,
            float[] b,
            int width) {
        for (int j = 0; j <= width - LANES; j += LANES) {
            FloatVector vp = FloatVector.fromArray(SPECIES, p, j);
            FloatVector vq = FloatVector.fromArray(SPECIES, q, j);
            FloatVector vr = FloatVector.fromArray(SPECIES, r, j);
            FloatVector vs = FloatVector.fromArray(SPECIES, s, j);
            FloatVector sum = vp.mul(ap).add(vq.mul(aq)).add(vr.mul(ar)).add(vs.mul(as));
            FloatVector.fromArray(SPECIES, a, j).add(sum).intoArray(a, j);
            sum = vp.mul(bp).add(vq.mul(bq)).add(vr.mul(br)).add(vs.mul(bs));
            FloatVector.fromArray(SPECIES, b, j).add(sum).intoArray(b, j);
        }
    }

    /** to += a ra + b rb + c rc + d rd, from one column up to another. */
    private static void add(
            float a,
            float[] ra,
            float b,
            float[] rb,
            float c,
            float[] rc,
            float d,
            float[] rd,
            float[] to,
            int from,
            int width) {
        int j = from;
        for (; j <= width - LANES; j += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, ra, j)
                    .mul(a)
                    .add(FloatVector.fromArray(SPECIES, rb, j).mul(b))
                    .add(FloatVector.fromArray(SPECIES, rc, j).mul(c))
                    .add(FloatVector.fromArray(SPECIES, rd, j).mul(d));
            FloatVector.fromArray(SPECIES, to, j).add(sum).intoArray(to, j);
        }
        for (; j < width; j++) {
            to[j] += a * ra[j] + b * rb[j] + c * rc[j] + d * rd[j];
        }
    }
}
