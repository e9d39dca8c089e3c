package io.lacuna.internal.record;

/** A schema cannot be mapped as requested; the message names the field and the way out. */
public final class MappingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MappingException(String message) {
        super(message);
    }
}
