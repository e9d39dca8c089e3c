package io.lacuna.inference;

/**
 * The kernel's inner loops: the same arithmetic on the first cells of several arrays, one index throughout, which is the
 * shape the JIT compiler turns into vector instructions. Each cell's result is the same however many cells there are.
 */
final class Lanes {
    private Lanes() {}

    /** into = a */
    static void copy(double[] a, double[] into) {
        System.arraycopy(a, 0, into, 0, into.length);
    }

    /** into = a at those places */
    static void gather(double[] a, int[] places, double[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = a[places[i]];
        }
    }

    /** into -= a b */
    static void subtractProduct(double[] into, double[] a, double[] b, int count) {
        for (int k = 0; k < count; k++) {
            into[k] -= a[k] * b[k];
        }
    }

    /** into -= a b + c d: two products a pass, for the loop is bound by what it loads and stores. */
    static void subtractProducts(double[] into, double[] a, double[] b, double[] c, double[] d, int count) {
        for (int k = 0; k < count; k++) {
            into[k] -= a[k] * b[k] + c[k] * d[k];
        }
    }

    /** into += a b */
    static void addProduct(double[] into, double[] a, double[] b, int count) {
        for (int k = 0; k < count; k++) {
            into[k] += a[k] * b[k];
        }
    }

    /** into += factor a */
    static void addMultiple(double[] into, double factor, double[] a, int count) {
        for (int k = 0; k < count; k++) {
            into[k] += factor * a[k];
        }
    }

    /** into += 2 a b */
    static void addTwice(double[] into, double[] a, double[] b, int count) {
        for (int k = 0; k < count; k++) {
            into[k] += 2 * a[k] * b[k];
        }
    }

    /** into += a b + c d */
    static void addProducts(double[] into, double[] a, double[] b, double[] c, double[] d, int count) {
        for (int k = 0; k < count; k++) {
            into[k] += a[k] * b[k] + c[k] * d[k];
        }
    }

    /** into *= a */
    static void multiply(double[] into, double[] a, int count) {
        for (int k = 0; k < count; k++) {
            into[k] *= a[k];
        }
    }

    /** into += a */
    static void add(double[] into, double[] a) {
        for (int k = 0; k < into.length; k++) {
            into[k] += a[k];
        }
    }

    /** into = x - a, from one place up to another */
    static void subtractFrom(double x, double[] a, double[] into, int from, int to) {
        for (int k = from; k < to; k++) {
            into[k] = x - a[k];
        }
    }

    /** into = sqrt(max(into, floor)) */
    static void flooredRoot(double[] into, double floor, int count) {
        for (int k = 0; k < count; k++) {
            into[k] = Math.sqrt(Math.max(into[k], floor));
        }
    }

    /** into = 1 / a */
    static void invert(double[] a, double[] into, int count) {
        for (int k = 0; k < count; k++) {
            into[k] = 1 / a[k];
        }
    }
}
