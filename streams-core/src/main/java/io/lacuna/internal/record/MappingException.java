package io.lacuna.internal.record;

/** A schema that cannot be mapped as asked; the message names the field and the way out. */
public final class MappingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MappingException(String message) {
        super(message);
    }
}
