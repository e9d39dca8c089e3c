package io.lacuna.internal.avro;

import org.apache.kafka.common.errors.SerializationException;

/** A value is of another format than its topic should have; the message names the key to set. */
public final class OtherFormatException extends SerializationException {
    private static final long serialVersionUID = 1;

    OtherFormatException(String message) {
        super(message);
    }
}
