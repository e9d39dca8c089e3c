package io.lacuna.streams.errors;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A setup problem that a user can fix: a configuration, a cluster or registry that does not answer, a missing topic.
 * The message is one line that names the thing and the way out.
 */
public class SetupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message one line that names the thing and the way out
     */
    public SetupException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message one line that names the thing and the way out
     * @param cause what happened below; null if nothing did
     */
    public SetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * No broker answers.
     *
     * @param bootstrapServers the addresses
     * @param cause what happened below; null if nothing did
     * @return the exception to throw
     */
    public static SetupException noBroker(String bootstrapServers, @Nullable Throwable cause) {
        return new SetupException(
                "no Kafka broker answers at " + bootstrapServers + "; is it running, and is bootstrap.servers right?",
                cause);
    }

    /**
     * The message of Kafka's own exception, without the exceptions around it.
     *
     * @param failure what was caught
     * @return the message of its cause; of itself if it has none. A cause that only says that a client cannot be made is passed
     *     over for what is wrong.
     */
    public static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        while (cause.getClass() == KafkaException.class && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
