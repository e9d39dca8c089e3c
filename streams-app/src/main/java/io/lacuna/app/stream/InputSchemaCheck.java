package io.lacuna.app.stream;

import io.lacuna.data.Features;
import io.lacuna.internal.generation.Admission;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.RecordMapper;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** Refuses a model that shares no feature with the latest schema of any input topic. */
final class InputSchemaCheck implements Admission.FeatureCheck {
    private final List<String> topics;
    private final MappingRules rules;
    private final SchemaRegistry registry;

    InputSchemaCheck(List<String> topics, MappingRules rules, SchemaRegistry registry) {
        this.topics = List.copyOf(topics);
        this.rules = rules;
        this.registry = registry;
    }

    @Override
    public Optional<String> refuse(Features features) {
        Optional<String> refusal = Optional.empty();
        for (String topic : topics) {
            refusal = refuse(topic, features);
            if (refusal.isEmpty()) {
                return refusal;
            }
        }
        return refusal;
    }

    private Optional<String> refuse(String topic, Features features) {
        Optional<Schema> schema;
        try {
            schema = registry.latest(topic + "-value");
        } catch (RegistryUnavailableException away) {
            return Optional.empty(); // This is not the model's fault; records are checked one by one.
        }
        if (schema.isEmpty() || schema.get().getType() != Schema.Type.RECORD) {
            return Optional.empty();
        }
        try {
            RecordMapper mapper = new RecordMapper(schema.get(), features, rules);
            return mapper.features() > 0
                    ? Optional.empty()
                    : Optional.of("none of its features is a field of topic " + topic);
        } catch (MappingException unfit) {
            return Optional.of("its model does not fit topic " + topic + ": " + unfit.getMessage());
        }
    }
}
