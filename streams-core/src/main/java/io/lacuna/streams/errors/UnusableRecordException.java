package io.lacuna.streams.errors;

/** A record that was decoded but cannot be imputed. It goes to the dead-letter topic with this reason. */
public final class UnusableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnusableRecordException(String message) {
        super(message);
    }

    public UnusableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
