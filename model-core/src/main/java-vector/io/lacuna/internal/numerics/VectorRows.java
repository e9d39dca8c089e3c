package io.lacuna.internal.numerics;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of rows of floats by the vector API: the innermost loops of {@link VectorMatrixLoops}.
 *
 * <p>What the compiler allows sets the size of a method here. Java 17 leaves to a later pass what it would inline beyond
 * some forty vector operations, and by then no longer knows the class of a vector that such an operation gave: it is stored
 * by way of an object, which costs more than the arithmetic. So no method has much more than twenty.
 */
final class VectorRows {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    private VectorRows() {}

    /** The first columns of so many that fill whole vectors. */
    static int whole(int width) {
        return SPECIES.loopBound(width);
    }

    /**
     * Both of two rows += their four numbers times p, q, r and s, as far as whole vectors go. The columns left are for {@link
     * #addFour}: here the eight numbers would be needed both as vectors and as they are, and not stay in registers.
     */
    static void addFourToTwo(
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
    static void addFour(
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

    /** From the rows i and i + 1, in one block of columns; they stay in registers from the first row above to the last. */
    static void subtractAbove(float[][] factor, int above, int i, float[] ri, float[] rj, int column) {
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
}
