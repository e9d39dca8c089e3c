package io.lacuna.internal.impute;

import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Fills a record again exactly as a stream with this configuration and generation does, byte for byte: for audits.
 * Mutable; one thread owns it.
 */
public final class RecordReplay {
    private final StreamTopics topics;
    private final AvroValueSerializer serializer;
    private final RecordImputer imputer;
    private Map<String, Double> stretches = Map.of();

    /**
     * @param settings of the stream
     * @param topics of the stream
     */
    public RecordReplay(
            ServingSettings settings, StreamTopics topics, SchemaRegistry registry, ServingGeneration serving) {
        this.topics = topics;
        serializer = new AvroValueSerializer(registry);
        imputer = new RecordImputer(
                serving,
                settings.withoutScores(),
                field -> stretches.getOrDefault(field, 1.0),
                serving.model().newImputer(settings.inference()));
    }

    /**
     * The values that belong in the imputed topic and in the latents topic.
     *
     * @param imputed the filled record
     * @param latent its latent code
     */
    public record Values(byte[] imputed, byte[] latent) {}

    /** Fills the record at this position of the input topic, with the intervals as the model gives them. */
    public Values fill(GenericRecord record, int partition, long offset) {
        return fill(record, partition, offset, Map.of());
    }

    /**
     * Fills the record at this position of the input topic.
     *
     * @param stretches by field, the stretch of the cell's interval from live scores; absent for 1
     * @throws IllegalArgumentException if the stream could not have filled it
     */
    public Values fill(GenericRecord record, int partition, long offset, Map<String, Double> stretches) {
        this.stretches = stretches;
        Source source = new Source(topics.input(), partition, offset);
        try {
            FilledRecord filled = imputer.impute(record, source);
            return new Values(
                    serializer.serialize(topics.imputed(), filled.record()),
                    serializer.serialize(topics.latents(), filled.latent()));
        } catch (MappingException | UnusableRecordException | SerializationException unusable) {
            throw new IllegalArgumentException("it cannot be filled: " + unusable.getMessage(), unusable);
        }
    }
}
