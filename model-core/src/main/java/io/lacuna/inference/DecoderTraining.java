package io.lacuna.inference;

/** How the decoder of a {@link NeuralMethod} is trained. */
public enum DecoderTraining {
    /** Beside a posterior for each record, whose mean and standard deviation are parameters of their own. */
    FREE_POSTERIORS,
    /** Beside relays: each record's mean is a weighted sum of the relays that it keeps, and a residual. */
    RELAYS,
    /** As {@link #RELAYS}, but each record keeps one relay of each group. */
    RELAY_CLUSTERS,
    /** Beside an encoder, as a variational auto-encoder. */
    WITH_ENCODER,
    /**
     * In one of the three ways without an encoder, which the option {@code decoder.by} names. A pseudo-encoder is then
     * trained on the posteriors that were found.
     */
    THEN_PSEUDO_ENCODER
}
