package io.lacuna.streams.errors;

import org.jspecify.annotations.Nullable;

/**
 * Something a user can mend about the setting up: a configuration, a cluster or registry that does not answer, a topic
 * that is not there. The message is one line that names the thing and the way out.
 */
public class SetupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SetupException(String message) {
        super(message);
    }

    public SetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No broker answers at those addresses. */
    public static SetupException noBroker(String bootstrapServers, @Nullable Throwable cause) {
        return new SetupException(
                "no Kafka broker answers at " + bootstrapServers + "; is it running, and is bootstrap.servers right?",
                cause);
    }

    /** What Kafka says of a failure, without the layers around it. */
    public static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
