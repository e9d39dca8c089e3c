package io.lacuna.internal.numerics;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of rows of floats on Java's vector API: the innermost loops of {@link VectorMatrixLoops}.
 *
 * <p>The compiler limits how long a method here may be. Java 17 inlines about forty vector operations per method. It
 * inlines the rest in a later pass, which no longer knows the class of the vectors; it then stores each vector as an
 * object, which costs more than the arithmetic. So no method has many more than twenty vector operations.
 */
final class VectorRows {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    private VectorRows() {}

    /** The number of leading columns, out of {@code width}, that fill whole vectors. */
    static int whole(int width) {
        return SPECIES.loopBound(width);
    }

    /**
     * a += ap p + aq q + ar r + as s, and b += bp p + bq q + br r + bs s, for columns that fill whole vectors. {@link
     * #addFour} handles the other columns: doing them here would need the eight factors both as vectors and as scalars,
     * too many for the registers.
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

    /** to += a ra + b rb + c rc + d rd, for columns in [from, width). */
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

    /**
     * Subtracts all rows above from the rows i and i + 1, in one block of columns. The two rows stay in registers
     * through the whole loop.
     */
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

    /**
     * Tells the compiler the exact class of a vector that is carried through a loop. Otherwise it checks the class,
     * which needs the vector as an object.
     */
    private static FloatVector exact(FloatVector vector) {
        return (FloatVector) SPECIES.vectorType().cast(vector);
    }
}
