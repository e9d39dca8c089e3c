package io.lacuna.inference;

/** How the decoder of a {@link NeuralMethod} is trained. */
public enum DecoderTraining {
    /** Together with a free posterior for each record, whose mean and standard deviation are parameters. */
    FREE_POSTERIORS,
    /** Together with relays: each record's mean is a weighted sum of the relays that it keeps, plus a residual. */
    RELAYS,
    /** As {@link #RELAYS}, but each record keeps one relay of each group. */
    RELAY_CLUSTERS,
    /** Together with an encoder, as in a variational auto-encoder. */
    WITH_ENCODER,
    /**
     * As {@link #WITH_ENCODER}. Then another encoder, which has the mask as input, is trained on records with gaps, with
     * the same bound, while the decoder stays as it is.
     */
    THEN_RETUNED_ENCODER,
    /**
     * As {@link #WITH_ENCODER}. Then another encoder, which has the mask as input, is trained to give records with gaps
     * the posterior that the first one gives them without.
     */
    THEN_MATCHED_ENCODER,
    /**
     * In one of the three ways without an encoder, chosen by the option {@code decoder.by}. Then a pseudo-encoder is
     * trained on the posteriors that were found.
     */
    THEN_PSEUDO_ENCODER
}
