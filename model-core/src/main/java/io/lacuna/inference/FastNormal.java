package io.lacuna.inference;

import io.lacuna.data.Normal;

/** The standard normal's cdf by cubic look-up: within 1e-7 of the exact one, monotone, and an order cheaper. */
final class FastNormal {
    private static final double REACH = 6;
    private static final int PER_UNIT = 32;
    private static final int CELLS = (int) (2 * REACH * PER_UNIT);
    private static final double[] VALUE = new double[CELLS + 1];
    private static final double[] SLOPE = new double[CELLS + 1];

    static {
        for (int i = 0; i <= CELLS; i++) {
            double z = (double) i / PER_UNIT - REACH;
            VALUE[i] = Normal.cdf(z);
            SLOPE[i] = Normal.density(z) / PER_UNIT;
        }
    }

    private FastNormal() {}

    /** Hermite interpolation of value and slope. */
    static double cdf(double z) {
        double place = (z + REACH) * PER_UNIT;
        if (place <= 0) {
            return 0;
        }
        if (place >= CELLS) {
            return 1;
        }
        int i = (int) place;
        double t = place - i;
        double u = 1 - t;
        return u * u * ((1 + 2 * t) * VALUE[i] + t * SLOPE[i])
                + t * t * ((3 - 2 * t) * VALUE[i + 1] - u * SLOPE[i + 1]);
    }
}
