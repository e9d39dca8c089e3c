package io.lacuna.internal.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/** What Lacuna asks of a schema registry. Safe to share between threads; answers are cached where they cannot change. */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * Registers the schema under the subject, or finds it there.
     *
     * @return its id
     * @throws SchemaRefusedException where the registry answers that it does not take the schema: it is not compatible
     *     with the subject's earlier ones, or the user may not write
     * @throws RegistryUnavailableException where the registry does not answer
     */
    int register(String subject, Schema schema);

    /**
     * The schema of that id. The same object every time, so that callers may compare by identity.
     *
     * @throws UnknownSchemaException where the registry answers that there is none, or one that is not Avro: the
     *     message is poison
     * @throws RegistryUnavailableException where the registry does not answer: the message may be good
     */
    Schema byId(int id);

    /**
     * The latest schema of the subject, empty where the subject is unknown.
     *
     * @throws RegistryUnavailableException where the registry does not answer
     */
    Optional<Schema> latest(String subject);

    @Override
    void close();

    /** The registry answered: it does not know the schema. */
    final class UnknownSchemaException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnknownSchemaException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The registry answered: it does not take the schema. */
    final class SchemaRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public SchemaRefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The registry did not answer, or answered with a failure of its own. */
    final class RegistryUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public RegistryUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
