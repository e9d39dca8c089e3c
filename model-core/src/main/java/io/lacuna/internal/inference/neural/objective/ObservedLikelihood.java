package io.lacuna.internal.inference.neural.objective;

/**
 * The log likelihood of one record's observed cells as a function of the code, with the derivatives that a search
 * needs. A second call at the same point computes nothing.
 */
sealed interface ObservedLikelihood permits ObservedOutputs, ObservedQuadratic {

    /**
     * Sets the record: its d cells in standard units, and the indices of the observed ones, of which {@code count} are
     * valid.
     */
    void observe(float[] cells, int[] observed, int count);

    double logLikelihood(float[] z);

    /** The log likelihood. Writes its derivative with respect to z to {@code into}. */
    double gradient(float[] z, float[] into);

    /**
     * The Gauss-Newton curvature {@code J' H J} of the negative log likelihood at the point of the last call: k rows of
     * k, symmetric, valid until the next call.
     */
    float[][] curvature();
}
