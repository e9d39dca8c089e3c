package io.lacuna.app.audit;

import org.jspecify.annotations.Nullable;

/**
 * A record of an output topic, and its input record.
 *
 * @param topic one of the constants here
 */
record Written(String topic, int partition, long offset, long timestampMs, byte @Nullable [] value) {
    static final String IMPUTED = "imputed";
    static final String LATENTS = "latents";
    static final String DEAD = "dead letters";

    Written withValue(byte[] other) {
        return new Written(topic, partition, offset, timestampMs, other);
    }
}
