package io.lacuna.internal.numerics;

/**
 * Products of small single-precision matrices. The {@link MatrixLoops} are chosen once, at first use: the vector API if
 * Java was started with its module, plain loops otherwise. Safe for concurrent use on different arrays.
 */
public final class MatrixProducts {
    private static final MatrixLoops LOOPS = MatrixLoopsChoice.choose();

    private MatrixProducts() {}

    /** The loops in use, such as {@code plain loops} or {@code vector API, 512 bits}. */
    public static String describe() {
        return LOOPS.describe();
    }

    /** {@link MatrixLoops#addSelected} */
    public static void addSelected(float[] from, float[][] rows, int[] places, int count, float[] to, int width) {
        LOOPS.addSelected(from, rows, places, count, to, width);
    }

    /** {@link MatrixLoops#multiply} */
    public static void multiply(
            float[][] from,
            float[][] rows,
            int[] places,
            int count,
            float[][] to,
            int[] outputs,
            int outputCount,
            int width) {
        LOOPS.multiply(from, rows, places, count, to, outputs, outputCount, width);
    }

    /** {@link MatrixLoops#addSymmetric} */
    public static void addSymmetric(
            float[][] left, float[][] right, int[] places, int count, float sign, float[][] to, int width) {
        LOOPS.addSymmetric(left, right, places, count, sign, to, width);
    }

    /** {@link MatrixLoops#addFour} */
    public static void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to, int width) {
        LOOPS.addFour(a, ra, b, rb, c, rc, d, rd, to, width);
    }

    /** {@link MatrixLoops#subtractRowsAbove} */
    public static void subtractRowsAbove(float[][] factor, int at, int count) {
        LOOPS.subtractRowsAbove(factor, at, count);
    }

    /** to += a a, element-wise */
    public static void addSquare(float[] a, float[] to, int width) {
        for (int j = 0; j < width; j++) {
            to[j] += a[j] * a[j];
        }
    }

    /** Copies the lower triangle of a square matrix to its upper triangle. */
    public static void mirror(float[][] rows) {
        for (int a = 0; a < rows.length; a++) {
            for (int b = 0; b < a; b++) {
                rows[b][a] = rows[a][b];
            }
        }
    }

    /**
     * The lower triangle of a matrix of dot products: {@code to[a][b] := left[a] . right[b]}. For matrices with too few
     * rows to use the row-wise loops.
     */
    public static void symmetricDots(float[][] left, float[][] right, int width, float[][] to, int count) {
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

    /** Four sums at once, so that additions do not wait for each other. */
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
