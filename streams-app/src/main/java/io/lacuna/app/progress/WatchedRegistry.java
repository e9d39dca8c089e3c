package io.lacuna.app.progress;

import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * A registry that reports its own state: whether a request of a stream thread has waited long, or the last one failed.
 */
public final class WatchedRegistry implements SchemaRegistry {
    private static final long SLOW_NANOS = 3_000_000_000L;
    private static final long REMEMBERED_NANOS = 15_000_000_000L;

    private final SchemaRegistry registry;
    private final LongSupplier nanoTime;
    private final Map<Thread, Long> asking = new ConcurrentHashMap<>();
    private volatile long failedNanos;
    private volatile boolean failed;

    public WatchedRegistry(SchemaRegistry registry, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
    }

    /** Whether the registry does not answer the stream. */
    public boolean isAway() {
        long now = nanoTime.getAsLong();
        return failed && now - failedNanos < REMEMBERED_NANOS
                || asking.values().stream().anyMatch(began -> now - began > SLOW_NANOS);
    }

    private <T> T ask(Supplier<T> request) {
        Thread thread = Thread.currentThread();
        asking.put(thread, nanoTime.getAsLong());
        try {
            T answer = request.get();
            failed = false;
            return answer;
        } catch (RegistryUnavailableException away) {
            failedNanos = nanoTime.getAsLong();
            failed = true;
            throw away;
        } catch (UnknownSchemaException | SchemaRefusedException answered) {
            failed = false;
            throw answered;
        } finally {
            asking.remove(thread);
        }
    }

    @Override
    public String subject(String topic, Schema schema) {
        return registry.subject(topic, schema);
    }

    @Override
    public int register(String subject, Schema schema) {
        return ask(() -> registry.register(subject, schema));
    }

    @Override
    public Schema byId(int id) {
        return ask(() -> registry.byId(id));
    }

    @Override
    public Schema byGuid(UUID guid) {
        return ask(() -> registry.byGuid(guid));
    }

    @Override
    public String jsonSchema(Object id) {
        return ask(() -> registry.jsonSchema(id));
    }

    @Override
    public int registerJson(String subject, String schema) {
        return ask(() -> registry.registerJson(subject, schema));
    }

    @Override
    public Optional<Schema> latest(String subject) {
        return ask(() -> registry.latest(subject));
    }

    @Override
    public Optional<String> compatibility(String subject) {
        return ask(() -> registry.compatibility(subject));
    }

    @Override
    public boolean setCompatibility(String subject, String rule) {
        return ask(() -> registry.setCompatibility(subject, rule));
    }

    /** Does nothing: the caller closes the registry. */
    @Override
    public void close() {}
}
