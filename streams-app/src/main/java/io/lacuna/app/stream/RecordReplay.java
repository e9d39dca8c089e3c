package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.generation.ServingGeneration;
import io.lacuna.app.registry.AvroValueSerializer;
import io.lacuna.app.registry.SchemaRegistry;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Fills a record again as a stream of that configuration and generation fills it, to the byte: for audits. Mutable, owned
 * by one thread.
 */
public final class RecordReplay {
    private final LacunaConfig config;
    private final AvroValueSerializer serializer;
    private final RecordImputer imputer;
    private Map<String, Double> stretches = Map.of();

    public RecordReplay(LacunaConfig config, SchemaRegistry registry, ServingGeneration serving) {
        this.config = config;
        serializer = new AvroValueSerializer(registry);
        ServingSettings settings = ServingSettings.of(config, StreamSettings.largestBytes(config));
        imputer = new RecordImputer(
                serving,
                settings,
                field -> stretches.getOrDefault(field, 1.0),
                serving.model().newImputer(settings.inference()));
    }

    /**
     * The values that belong in the imputed and the latents topic.
     *
     * @param imputed the filled record
     * @param latent its latent code
     */
    public record Values(byte[] imputed, byte[] latent) {}

    /** Fills the record that stands at that place of the input topic, its intervals as the model gives them. */
    public Values fill(GenericRecord record, int partition, long offset) {
        return fill(record, partition, offset, Map.of());
    }

    /**
     * Fills the record that stands at that place of the input topic.
     *
     * @param stretches by field, the stretch that live scores gave the interval of its cell, where they gave one
     * @throws IllegalArgumentException where the stream could not have filled it
     */
    public Values fill(GenericRecord record, int partition, long offset, Map<String, Double> stretches) {
        this.stretches = stretches;
        Source source = new Source(config.inputTopic(), partition, offset);
        try {
            imputer.read(record);
            GenericRecord filled = imputer.fill(record, source);
            return new Values(
                    serializer.serialize(config.imputedTopic(), filled),
                    serializer.serialize(config.latentsTopic(), imputer.latent(source)));
        } catch (MappingException | UnusableRecordException | SerializationException unusable) {
            throw new IllegalArgumentException("it cannot be filled: " + unusable.getMessage(), unusable);
        }
    }
}
