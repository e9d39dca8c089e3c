package io.lacuna.inference;

/**
 * The kernel's inner loops: the same arithmetic on every cell of equally long arrays, one index throughout, which is the
 * shape the JIT compiler turns into vector instructions.
 */
final class Lanes {
    private Lanes() {}

    /** into = a */
    static void copy(double[] a, double[] into) {
        System.arraycopy(a, 0, into, 0, into.length);
    }

    /** into -= a b */
    static void subtractProduct(double[] into, double[] a, double[] b) {
        for (int k = 0; k < into.length; k++) {
            into[k] -= a[k] * b[k];
        }
    }

    /** into -= a b + c d: two products a pass, for the loop is bound by what it loads and stores. */
    static void subtractProducts(double[] into, double[] a, double[] b, double[] c, double[] d) {
        for (int k = 0; k < into.length; k++) {
            into[k] -= a[k] * b[k] + c[k] * d[k];
        }
    }

    /** into += a b */
    static void addProduct(double[] into, double[] a, double[] b) {
        for (int k = 0; k < into.length; k++) {
            into[k] += a[k] * b[k];
        }
    }

    /** into += a b + c d */
    static void addProducts(double[] into, double[] a, double[] b, double[] c, double[] d) {
        for (int k = 0; k < into.length; k++) {
            into[k] += a[k] * b[k] + c[k] * d[k];
        }
    }

    /** into *= a */
    static void multiply(double[] into, double[] a) {
        for (int k = 0; k < into.length; k++) {
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
    static void flooredRoot(double[] into, double floor) {
        for (int k = 0; k < into.length; k++) {
            into[k] = Math.sqrt(Math.max(into[k], floor));
        }
    }

    /** into = 1 / a */
    static void invert(double[] a, double[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = 1 / a[k];
        }
    }
}
