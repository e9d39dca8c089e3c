package io.lacuna.internal.registry;

import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a schema registry that Lacuna needs. Safe for concurrent use; answers that cannot change are
 * cached.
 */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * Registers the schema under the subject, or finds it there.
     *
     * @return its id
     * @throws SchemaRefusedException if the registry rejects the schema: it is not compatible with the subject's
     *     earlier ones, or the user may not write
     * @throws RegistryUnavailableException if the registry does not answer
     */
    int register(String subject, Schema schema);

    /**
     * The schema with this id. It is the same object every time, so callers may compare by identity.
     *
     * @throws UnknownSchemaException if the registry answers that there is none, one that is not Avro, or one that is
     *     larger than the {@link SchemaLimits}: the message is poison
     * @throws RegistryUnavailableException if the registry does not answer: the message may be good
     */
    Schema byId(int id);

    /**
     * The latest schema of the subject; empty if the subject is unknown.
     *
     * @throws RegistryUnavailableException if the registry does not answer
     */
    Optional<Schema> latest(String subject);

    @Override
    void close();

    /** The registry answered that it does not know the schema. */
    final class UnknownSchemaException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnknownSchemaException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
