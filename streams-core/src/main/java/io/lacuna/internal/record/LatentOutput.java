package io.lacuna.internal.record;

import java.util.Locale;

/** Where the latent codes of records are written. */
public enum LatentOutput {
    /** To a topic of their own. */
    TOPIC,
    /** Into the note of the filled record. */
    NOTE,
    /** Nowhere; they are not computed. */
    OFF;

    /** The id in the configuration. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
