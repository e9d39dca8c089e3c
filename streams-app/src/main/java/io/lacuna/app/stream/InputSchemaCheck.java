package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.data.Features;
import io.lacuna.internal.generation.Admission;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.RecordMapper;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.util.Optional;
import org.apache.avro.Schema;

/** Refuses a model that shares no feature with the latest schema of the input topic. */
final class InputSchemaCheck implements Admission.FeatureCheck {
    private final LacunaConfig config;
    private final SchemaRegistry registry;

    InputSchemaCheck(LacunaConfig config, SchemaRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    @Override
    public Optional<String> refuse(Features features) {
        Optional<Schema> schema;
        try {
            schema = registry.latest(config.inputTopic() + "-value");
        } catch (RegistryUnavailableException away) {
            return Optional.empty(); // This is not the model's fault; records are checked one by one.
        }
        if (schema.isEmpty() || schema.get().getType() != Schema.Type.RECORD) {
            return Optional.empty();
        }
        try {
            RecordMapper mapper = new RecordMapper(schema.get(), features, config.mappingRules());
            return mapper.features() > 0
                    ? Optional.empty()
                    : Optional.of("none of its features is a field of topic " + config.inputTopic());
        } catch (MappingException unfit) {
            return Optional.of("its model does not fit topic " + config.inputTopic() + ": " + unfit.getMessage());
        }
    }
}
