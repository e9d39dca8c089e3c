package io.lacuna.internal.registry;

import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract on the registry that {@code LACUNA_TEST_REGISTRY_URL} names, for example Confluent's own. */
@EnabledIfEnvironmentVariable(named = "LACUNA_TEST_REGISTRY_URL", matches = ".+")
class GivenRegistryIT extends SchemaRegistryContract {
    @Override
    Map<String, ?> settings() {
        return Map.of("schema.registry.url", System.getenv("LACUNA_TEST_REGISTRY_URL"));
    }
}
