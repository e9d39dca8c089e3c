package io.lacuna.inference;

/** The parts that a neural model may have besides its decoder. */
public enum ModelPart {
    /** Latent vectors that all records share. */
    RELAYS,
    /** A network from observed cells to a posterior: the start of a search or, in a VAE, the posterior itself. */
    ENCODER
}
