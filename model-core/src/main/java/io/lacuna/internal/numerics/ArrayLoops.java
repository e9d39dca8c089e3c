package io.lacuna.internal.numerics;

/**
 * Element-wise arithmetic on the first elements of several arrays: the inner loops of the serving kernel. Each loop has
 * a single index, which lets the JIT compiler vectorize it. The result for one element does not depend on the number of
 * elements. Models keep their weights in single precision, so these loops do too: twice as many numbers fit into a
 * vector and a cache line. Safe for concurrent use.
 */
public final class ArrayLoops {
    static final float EXP_REACH = 40;
    private static final float EXP_MIDDLE = (float) Math.exp(-EXP_REACH / 2);

    private ArrayLoops() {}

    /** into = a */
    public static void copy(float[] a, float[] into) {
        System.arraycopy(a, 0, into, 0, into.length);
    }

    /** into[i] = a[places[i]], for the first {@code count} places */
    public static void gather(float[] a, int[] places, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = a[places[i]];
        }
    }

    /** into -= a b */
    public static void subtractProduct(float[] into, float[] a, float[] b, int count) {
        for (int k = 0; k < count; k++) {
            into[k] -= a[k] * b[k];
        }
    }

    /** into = from - a b - c d. It subtracts two products per pass, because loads and stores limit the loop. */
    public static void subtractProducts(float[] from, float[] a, float[] b, float[] c, float[] d, float[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = from[k] - (a[k] * b[k] + c[k] * d[k]);
        }
    }

    /** into = from inverse */
    public static void substitute(float[] from, float[] inverse, float[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = from[k] * inverse[k];
        }
    }

    /** into = (from - a b) inverse */
    public static void substitute(float[] from, float[] a, float[] b, float[] inverse, float[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = (from[k] - a[k] * b[k]) * inverse[k];
        }
    }

    /** into = (from - a b - c d) inverse */
    public static void substitute(
            float[] from, float[] a, float[] b, float[] c, float[] d, float[] inverse, float[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = (from[k] - (a[k] * b[k] + c[k] * d[k])) * inverse[k];
        }
    }

    /** into -= x a + y b */
    public static void subtractMultiples(float[] into, float x, float[] a, float y, float[] b, int count) {
        for (int k = 0; k < count; k++) {
            into[k] -= x * a[k] + y * b[k];
        }
    }

    /** into = from + a b */
    public static void addProduct(float[] from, float[] a, float[] b, float[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = from[k] + a[k] * b[k];
        }
    }

    /** into = from + a b + c d */
    public static void addProducts(float[] from, float[] a, float[] b, float[] c, float[] d, float[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = from[k] + (a[k] * b[k] + c[k] * d[k]);
        }
    }

    /** into += factor a */
    public static void addMultiple(float[] into, float factor, float[] a, int count) {
        for (int k = 0; k < count; k++) {
            into[k] += factor * a[k];
        }
    }

    /** into += 2 a b */
    public static void addTwice(float[] into, float[] a, float[] b, int count) {
        for (int k = 0; k < count; k++) {
            into[k] += 2 * a[k] * b[k];
        }
    }

    /** into *= a */
    public static void multiply(float[] into, float[] a, int count) {
        for (int k = 0; k < count; k++) {
            into[k] *= a[k];
        }
    }

    /** into *= factor, for indices in [from, to) */
    public static void scale(float[] into, float factor, int from, int to) {
        for (int k = from; k < to; k++) {
            into[k] *= factor;
        }
    }

    /** into += a */
    public static void add(float[] into, float[] a) {
        for (int k = 0; k < into.length; k++) {
            into[k] += a[k];
        }
    }

    /** into = x - a, for indices in [from, to) */
    public static void subtractFrom(float x, float[] a, float[] into, int from, int to) {
        for (int k = from; k < to; k++) {
            into[k] = x - a[k];
        }
    }

    /** into = sqrt(max(into, floor)) */
    public static void flooredRoot(float[] into, float floor, int count) {
        for (int k = 0; k < count; k++) {
            into[k] = (float) Math.sqrt(Math.max(into[k], floor));
        }
    }

    /** into = 1 / a */
    public static void invert(float[] a, float[] into, int count) {
        for (int k = 0; k < count; k++) {
            into[k] = 1 / a[k];
        }
    }

    /**
     * into = exp(into), for numbers of at most 0. Numbers below -{@link #EXP_REACH} are taken as -{@link #EXP_REACH}.
     * The relative error is below 4e-6.
     *
     * <p>It computes {@code exp(x) = exp(x / 32)^32}, with {@code exp(x / 32)} from its Taylor series around the middle
     * of the range. {@link Math#exp} is more exact than needed here, and is a call for each number.
     */
    public static void exp(float[] into) {
        for (int k = 0; k < into.length; k++) {
            float t = Math.max(into[k], -EXP_REACH) * (1f / 32) + EXP_REACH / 64;
            float square = t * t;
            float even = 1 + square * (1f / 2 + square * (1f / 24 + square * (1f / 720)));
            float odd = t * (1 + square * (1f / 6 + square * (1f / 120 + square * (1f / 5_040))));
            float power = even + odd;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            into[k] = power * power * EXP_MIDDLE;
        }
    }

    /** into -= a, for indices in [from, to) */
    public static void subtract(float[] into, float a, int from, int to) {
        for (int k = from; k < to; k++) {
            into[k] -= a;
        }
    }

    /** The sum over indices in [from, to). Four accumulators, so that additions do not wait for each other. */
    public static double sum(float[] a, int from, int to) {
        double one = 0;
        double two = 0;
        double three = 0;
        double four = 0;
        int k = from;
        for (; k + 3 < to; k += 4) {
            one += a[k];
            two += a[k + 1];
            three += a[k + 2];
            four += a[k + 3];
        }
        for (; k < to; k++) {
            one += a[k];
        }
        return (one + two) + (three + four);
    }

    /** The largest number at indices in [from, to). Four accumulators, and no branch that could be mispredicted. */
    public static float max(float[] a, int from, int to) {
        float one = Float.NEGATIVE_INFINITY;
        float two = one;
        float three = one;
        float four = one;
        int k = from;
        for (; k + 3 < to; k += 4) {
            one = Math.max(one, a[k]);
            two = Math.max(two, a[k + 1]);
            three = Math.max(three, a[k + 2]);
            four = Math.max(four, a[k + 3]);
        }
        for (; k < to; k++) {
            one = Math.max(one, a[k]);
        }
        return Math.max(Math.max(one, two), Math.max(three, four));
    }
}
