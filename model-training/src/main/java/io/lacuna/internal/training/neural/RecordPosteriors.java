package io.lacuna.internal.training.neural;

/**
 * The posteriors of all training records, {@code q(z|x_i) = N(mean_i, diag(sd_i^2))}, as parameters that are trained
 * beside the decoder. How the mean is made up is the method's own: one file each.
 */
interface RecordPosteriors {

    /** Writes mean and log sd of a record, k numbers each. */
    void read(int record, float[] mean, float[] logSd);

    /**
     * Takes a record's gradient of the loss by mean and log sd, k numbers each; its own parameters make their step.
     *
     * @param rate of Adam for the record's own parameters
     */
    void step(int record, float[] meanGradient, float[] logSdGradient, double rate);

    /** Ends a batch of that many records: parameters that records share make their step. */
    void stepShared(double rate, int records);
}
