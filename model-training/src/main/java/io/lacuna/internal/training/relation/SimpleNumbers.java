package io.lacuna.internal.training.relation;

/** Simple fractions near measured numbers. */
final class SimpleNumbers {
    private static final long MOST_DENOMINATOR = 1000;

    private SimpleNumbers() {}

    /**
     * The fraction with the smallest denominator within a distance of a number.
     *
     * @return the number itself if the denominator would be larger than 1000, or the number is too large for that
     */
    static double near(double value, double within) {
        double size = Math.abs(value);
        if (size <= within) {
            return 0;
        }
        if (size > 1e12 || !(within >= 0)) {
            return value;
        }
        for (long denominator = 1; denominator <= MOST_DENOMINATOR; denominator++) {
            double fraction = Math.rint(size * denominator) / denominator;
            if (Math.abs(fraction - size) <= within) {
                return Math.copySign(fraction, value);
            }
        }
        return value;
    }

    /** Whether the number is a fraction with a denominator of at most this. */
    static boolean isFraction(double value, int most) {
        for (int denominator = 1; denominator <= most; denominator++) {
            double multiple = value * denominator;
            if (Math.abs(multiple - Math.rint(multiple)) <= 1e-9 * Math.max(1, Math.abs(multiple))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The step of decimal numbers: the largest power of ten, at most 1, of which all are multiples.
     *
     * @return 0 if they have more than six decimals
     */
    static double step(double[] values) {
        double step = 1;
        for (int decimals = 0; decimals <= 6; decimals++) {
            boolean all = true;
            for (int i = 0; i < values.length && all; i++) {
                double multiple = values[i] / step;
                all = Math.abs(multiple - Math.rint(multiple)) <= 1e-7 + 1e-12 * Math.abs(multiple);
            }
            if (all) {
                return step;
            }
            step /= 10;
        }
        return 0;
    }
}
