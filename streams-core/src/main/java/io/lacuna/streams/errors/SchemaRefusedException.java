package io.lacuna.streams.errors;

import org.jspecify.annotations.Nullable;

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
     * @param cause what happened below; null where the registry did not refuse, but lacks the schema
     */
    public SchemaRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
