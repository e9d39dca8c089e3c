package io.lacuna.internal.registry;

import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a schema registry that Lacuna needs. Safe for concurrent use; answers that cannot change are
 * cached.
 */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * Finds the schema under the subject, or registers it there.
     *
     * @return its id
     * @throws SchemaRefusedException if the registry rejects the schema: it is not compatible with the subject's
     *     earlier ones; or it is not there, and {@code auto.register.schemas} is false
     * @throws RegistryUnavailableException if the registry does not answer
     */
    int register(String subject, Schema schema);

    /** The subject of a topic's values with this schema. */
    default String subject(String topic, Schema schema) {
        return topic + "-value";
    }

    /**
     * The schema with this id. It is the same object every time, so callers may compare by identity.
     *
     * @throws UnknownSchemaException if the registry answers that there is none, one that is not Avro, or one that is
     *     larger than the {@link SchemaLimits}: the message is poison
     * @throws RegistryUnavailableException if the registry does not answer: the message may be good
     */
    Schema byId(int id);

    /**
     * The schema with this globally unique id, which newer serializers write into a header.
     *
     * @throws UnknownSchemaException as {@link #byId}, and if the registry has no such ids
     * @throws RegistryUnavailableException if the registry does not answer: the message may be good
     */
    default Schema byGuid(UUID guid) {
        throw new UnknownSchemaException("schema GUID " + guid + " is unknown: this registry has no such ids", null);
    }

    /**
     * The text of a JSON Schema.
     *
     * @param id a number or a GUID
     * @throws UnknownSchemaException as {@link #byId}, and if the registry has no JSON Schemas
     * @throws RegistryUnavailableException if the registry does not answer
     */
    default String jsonSchema(Object id) {
        throw new UnknownSchemaException("JSON Schema " + id + " is unknown: this registry has none", null);
    }

    /**
     * Finds a JSON Schema under the subject, or registers it there, as {@link #register}.
     *
     * @return its id
     */
    default int registerJson(String subject, String schema) {
        throw new SchemaRefusedException("this registry has no JSON Schemas", null);
    }

    /**
     * The latest schema of the subject; empty if the subject is unknown.
     *
     * @throws RegistryUnavailableException if the registry does not answer
     */
    Optional<Schema> latest(String subject);

    /**
     * The rule that the subject's next schema must keep, as {@code BACKWARD}: its own, or the registry's. Empty if the registry
     * does not tell.
     *
     * @throws RegistryUnavailableException if the registry does not answer
     */
    default Optional<String> compatibility(String subject) {
        return Optional.empty();
    }

    /**
     * Sets the rule of a subject.
     *
     * @return whether it is set; false where the registry does not let the user
     * @throws RegistryUnavailableException if the registry does not answer
     */
    default boolean setCompatibility(String subject, String rule) {
        return false;
    }

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
