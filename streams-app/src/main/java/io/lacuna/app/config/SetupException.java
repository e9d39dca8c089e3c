package io.lacuna.app.config;

import org.jspecify.annotations.Nullable;

/**
 * Something a user can mend about the setting up: a configuration, a cluster or registry that does not answer, a topic
 * that is not there. The message is one line that names the thing and the way out.
 */
public final class SetupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SetupException(String message) {
        super(message);
    }

    public SetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
