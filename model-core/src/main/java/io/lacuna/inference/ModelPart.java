package io.lacuna.inference;

/** What a neural model may carry besides its decoder. */
public enum ModelPart {
    /** Latent vectors that all records share. */
    RELAYS,
    /** A network from observed cells to a posterior, which is a start for a search or, in a VAE, the posterior itself. */
    ENCODER
}
