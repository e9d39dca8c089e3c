package io.lacuna.internal.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/** Stands for the registry where values have no schemas. */
final class NoRegistry implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
        throw new IllegalStateException("there is no schema registry to register " + subject);
    }

    @Override
    public Schema byId(int id) {
        throw new UnknownSchemaException("there is no schema registry", null);
    }

    @Override
    public Optional<Schema> latest(String subject) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
