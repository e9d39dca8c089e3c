package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.MaskedScore;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import io.lacuna.streams.errors.SetupException;
import org.apache.avro.Schema;

/** Checks at the start that the registry answers and takes Lacuna's schemas. */
final class RegistryCheck {
    private RegistryCheck() {}

    /**
     * @param inputTopic one of the input topics
     * @throws SetupException naming what to correct
     */
    static void check(LacunaConfig config, String inputTopic, SchemaRegistry registry) {
        if (!config.recordFormat().hasSchemas()) {
            return;
        }
        try {
            registry.latest(inputTopic + "-value");
            // The client caches the schemas now, so that a later outage does not affect a thread's first latent code or
            // score.
            if (config.notes().hasLatentsTopic()) {
                register(registry, config.latentsTopic(), LatentCode.getClassSchema());
            }
            register(registry, config.scoresTopic(), MaskedScore.getClassSchema());
        } catch (RegistryUnavailableException away) {
            throw new SetupException(
                    "no schema registry answers at " + config.schemaRegistryUrl() + ": " + away.getMessage(), away);
        } catch (SchemaRefusedException refused) {
            throw new SetupException(
                    "the schema registry refuses one of Lacuna's schemas: " + refused.getMessage()
                            + "; check that no other program writes to " + config.latentsTopic() + " or "
                            + config.scoresTopic()
                            + "?",
                    refused);
        }
    }

    private static void register(SchemaRegistry registry, String topic, Schema schema) {
        registry.register(registry.subject(topic, schema), schema);
    }
}
