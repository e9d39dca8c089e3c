package io.lacuna.internal.registry;

import java.util.Map;

/** The contract on Confluent's registry inside the JVM. */
class MockRegistryTest extends SchemaRegistryContract {
    @Override
    Map<String, ?> settings() {
        return Map.of("schema.registry.url", "mock://contract");
    }

    @Override
    boolean hasJsonSchemas() {
        return false;
    }
}
