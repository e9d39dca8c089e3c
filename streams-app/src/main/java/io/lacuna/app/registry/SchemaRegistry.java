package io.lacuna.app.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/** What Lacuna asks of a schema registry. Safe to share between threads; answers are cached where they cannot change. */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * Registers the schema under the subject, or finds it there.
     *
     * @return its id
     */
    int register(String subject, Schema schema);

    /**
     * The schema of that id.
     *
     * @throws UnknownSchemaException where the registry answers that there is none: the message is poison
     * @throws RegistryUnavailableException where the registry does not answer: the message may be good
     */
    Schema byId(int id);

    /** The latest schema of the subject, empty where the subject is unknown. */
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

    /** The registry did not answer, or answered with a failure of its own. */
    final class RegistryUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public RegistryUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
