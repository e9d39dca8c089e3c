package io.lacuna.streams.errors;

/**
 * The schema registry did not answer, or answered with a failure of its own. The current record may be good: stop, or
 * try again, but do not drop it.
 */
public final class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message one line for an operator
     * @param cause what happened below
     */
    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
