package io.lacuna.streams.errors;

import org.jspecify.annotations.Nullable;

/**
 * A setup problem that a user can fix: a configuration, a cluster or registry that does not answer, a missing topic.
 * The message is one line that names the thing and the way out.
 */
public class SetupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SetupException(String message) {
        super(message);
    }

    public SetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No broker answers at these addresses. */
    public static SetupException noBroker(String bootstrapServers, @Nullable Throwable cause) {
        return new SetupException(
                "no Kafka broker answers at " + bootstrapServers + "; is it running, and is bootstrap.servers right?",
                cause);
    }

    /** Kafka's own message for a failure, without the exceptions around it. */
    public static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
