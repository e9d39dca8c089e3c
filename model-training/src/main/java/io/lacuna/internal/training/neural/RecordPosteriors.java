package io.lacuna.internal.training.neural;

/**
 * The posteriors of all training records, {@code q(z|x_i) = N(mean_i, diag(sd_i^2))}, as parameters that are trained
 * together with the decoder. Each method defines the mean in its own file. Mutable; one fit owns it.
 */
interface RecordPosteriors {

    /** Writes mean and log sd of a record, k numbers each. */
    void read(int record, float[] mean, float[] logSd);

    /**
     * Updates a record's own parameters from the gradient of the loss with respect to mean and log sd, k numbers each.
     *
     * @param rate of Adam for the record's own parameters
     */
    void step(int record, float[] meanGradient, float[] logSdGradient, double rate);

    /**
     * Ends a batch: updates the parameters that records share.
     *
     * @param rate of Adam for the shared parameters
     * @param records number of records in the batch
     */
    void stepShared(double rate, int records);
}
