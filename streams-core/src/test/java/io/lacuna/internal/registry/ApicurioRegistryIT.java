package io.lacuna.internal.registry;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on Apicurio Registry, a real server from another project. */
class ApicurioRegistryIT extends SchemaRegistryContract {
    private static ApicurioProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ApicurioProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    Map<String, ?> settings() {
        return Map.of("schema.registry.url", server.url());
    }
}
