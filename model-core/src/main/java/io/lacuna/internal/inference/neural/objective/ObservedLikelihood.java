package io.lacuna.internal.inference.neural.objective;

/**
 * The log likelihood of one record's observed cells as a function of the code, with what a search for its peak needs. What
 * is asked twice of one point in a row is computed once.
 */
sealed interface ObservedLikelihood permits ObservedOutputs, ObservedQuadratic {

    /** Sets the record: its d cells and the first {@code count} places of observed ones. */
    void observe(float[] cells, int[] observed, int count);

    double logLikelihood(float[] z);

    /** The log likelihood; its derivative by z is written to {@code into}. */
    double gradient(float[] z, float[] into);

    /**
     * The Gauss-Newton curvature of the negative log likelihood, {@code J' H J}, at the point of the last call: k rows of k,
     * symmetric, valid until it is asked for again.
     */
    float[][] curvature();
}
