package io.lacuna.streams.errors;

/**
 * The schema registry rejected a schema: it is not compatible with the subject's earlier ones, or the user may not
 * write. The message names the subject and the registry's reason.
 */
public final class SchemaRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message one line for an operator
     * @param cause what happened below
     */
    public SchemaRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
