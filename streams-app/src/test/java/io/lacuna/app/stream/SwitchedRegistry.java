package io.lacuna.app.stream;

import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** A registry that can be switched off. */
final class SwitchedRegistry implements SchemaRegistry {
    private final SchemaRegistry registry;
    /** How often it was asked while it was away. */
    final AtomicInteger refusals = new AtomicInteger();

    volatile boolean away;

    SwitchedRegistry(SchemaRegistry registry) {
        this.registry = registry;
    }

    private SchemaRegistry reached() {
        if (away) {
            refusals.incrementAndGet();
            throw new RegistryUnavailableException("no answer", new IOException("connection refused"));
        }
        return registry;
    }

    @Override
    public String subject(String topic, Schema schema) {
        return registry.subject(topic, schema);
    }

    @Override
    public int register(String subject, Schema schema) {
        return reached().register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
        return reached().byId(id);
    }

    @Override
    public Schema byGuid(UUID guid) {
        return reached().byGuid(guid);
    }

    @Override
    public Optional<Schema> latest(String subject) {
        return reached().latest(subject);
    }

    @Override
    public void close() {}
}
