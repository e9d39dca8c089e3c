package io.lacuna.internal.inference.neural.qavi;

/** The map from an unconstrained parameter to a standard deviation, {@code sd = log(1 + e^rho)}. */
final class Softplus {
    /** Bounds of rho: standard deviations from 0.001 to about 7. */
    static final float LEAST = -7;

    static final float MOST = 7;

    /** The rho of a standard deviation of 1, at which all posteriors of qavi start. */
    static final float ONE = (float) Math.log(Math.E - 1);

    private Softplus() {}

    static double of(double rho) {
        return Math.max(rho, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(rho)));
    }

    /** The derivative of {@link #of}. */
    static double slope(double rho) {
        return 1 / (1 + StrictMath.exp(-rho));
    }

    static float clamp(float rho) {
        return Math.max(LEAST, Math.min(MOST, rho));
    }
}
