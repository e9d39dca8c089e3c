package io.lacuna.streams.errors;

/** A record that was decoded but cannot be imputed. It goes to the dead-letter topic with this reason. */
public final class UnusableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message one line for an operator
     */
    public UnusableRecordException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message one line for an operator
     * @param cause what happened below
     */
    public UnusableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
