package io.lacuna.internal.registry;

import io.lacuna.streams.errors.RegistryUnavailableException;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/**
 * Opens the registry that a configuration names.
 *
 * <pre>{@code
 * SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", "http://registry:8081"));
 * }</pre>
 */
public final class SchemaRegistries {
    private SchemaRegistries() {}

    /**
     * Opens the registry at {@code schema.registry.url}: {@code http(s)} addresses separated by commas, or {@code
     * mock://NAME} for one inside this JVM, shared by name. Every other {@code schema.registry.} key is passed to
     * Confluent's client (credentials, TLS, timeouts), and {@code schema.max.*} keys are {@link SchemaLimits}. No request is
     * sent yet.
     *
     * @throws ConfigException if a setting is missing or malformed
     * @throws RegistryUnavailableException if the client cannot be set up, for example because a trust store is missing
     */
    public static SchemaRegistry open(Map<String, ?> settings) {
        return ConfluentSchemaRegistry.open(RegistrySettings.read(settings));
    }

    /** A registry without schemas, for formats that need none. */
    public static SchemaRegistry none() {
        return new NoRegistry();
    }
}
