package io.lacuna.internal.impute;

import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.format.RecordFormat;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.generation.StreamTopics;
import io.lacuna.internal.note.LatentNote;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Fills a record again exactly as a stream with this configuration and generation does, byte for byte: for audits.
 * Mutable; one thread owns it.
 */
public final class RecordReplay {
    private final StreamTopics topics;
    private final boolean latentsTopic;
    private final Serializer<GenericRecord> serializer;
    private final RecordImputer imputer;
    private Map<String, Double> stretches = Map.of();

    /** For a stream of Avro records. */
    public RecordReplay(
            ServingSettings settings, StreamTopics topics, SchemaRegistry registry, ServingGeneration serving) {
        this(settings, topics, RecordFormat.AVRO.serializer(registry), serving);
    }

    /**
     * @param settings of the stream
     * @param topics of the stream
     * @param serializer of the stream's records
     */
    public RecordReplay(
            ServingSettings settings,
            StreamTopics topics,
            Serializer<GenericRecord> serializer,
            ServingGeneration serving) {
        this.topics = topics;
        latentsTopic = settings.notes().hasLatentsTopic();
        this.serializer = serializer;
        imputer = new RecordImputer(
                serving,
                settings.withoutScores(),
                name -> stretches.getOrDefault(CellAges.field(name), 1.0),
                serving.model().newImputer(settings.inference(), settings.bounds()));
    }

    /**
     * The values that belong in the imputed topic and in the latents topic.
     *
     * @param imputed the filled record
     * @param latent its latent code; null if there is no topic of latent codes
     */
    public record Values(byte[] imputed, byte @Nullable [] latent) {}

    /** Whether records are filled with the memory of their key. */
    public boolean remembers() {
        return imputer.remembers();
    }

    /** Sets the partners of the next record. */
    public void join(List<Partner> partners) {
        imputer.partners().join(partners);
    }

    /** An empty memory of the kind that records are filled with. */
    public KeyMemory newMemory() {
        return new KeyMemory(imputer.features());
    }

    /**
     * Fills the record at this position of an input topic by itself, with the intervals as the model gives them. For models
     * without a calendar.
     */
    public Values fill(GenericRecord record, Source source) {
        return fill(record, source, Map.of());
    }

    /** As {@link #fill(GenericRecord, Source)}, with stretched intervals. */
    public Values fill(GenericRecord record, Source source, Map<String, Double> stretches) {
        return fill(record, source, 0, stretches, null);
    }

    /**
     * Fills the record at this position of an input topic.
     *
     * @param timeMs the record's time, in milliseconds since 1970 UTC
     * @param stretches by field, the stretch of the cell's interval from live scores; absent for 1
     * @param memory the memory of the record's key, which is only read; null if the record has no past
     * @throws IllegalArgumentException if the stream could not have filled it
     */
    public Values fill(
            GenericRecord record,
            Source source,
            long timeMs,
            Map<String, Double> stretches,
            @Nullable KeyMemory memory) {
        this.stretches = stretches;
        try {
            FilledRecord filled = imputer.impute(record, source, timeMs, memory);
            LatentNote latent = latentsTopic ? filled.latent() : null;
            return new Values(
                    serializer.serialize(topics.imputed(), filled.record()),
                    latent == null ? null : serializer.serialize(topics.latents(), latent));
        } catch (MappingException
                | UnusableRecordException
                | OtherRecordTypeException
                | SerializationException unusable) {
            throw new IllegalArgumentException("it cannot be filled: " + unusable.getMessage(), unusable);
        }
    }

    /**
     * Fills the record at this position and writes nothing, so that its key's memory can take it.
     *
     * @throws IllegalArgumentException if the stream could not have filled it
     */
    public void pass(GenericRecord record, Source source, long timeMs, KeyMemory memory) {
        try {
            imputer.impute(record, source, timeMs, memory);
        } catch (MappingException | UnusableRecordException | OtherRecordTypeException unusable) {
            throw new IllegalArgumentException("it cannot be filled: " + unusable.getMessage(), unusable);
        }
    }

    /**
     * Whether nothing that the record filled last takes from a memory can hang on records before some time: each feature that it
     * misses was observed since, and so were the residuals that count.
     *
     * @param sinceMs time of the first record that the memory was made of
     */
    public boolean isKnown(KeyMemory memory, long sinceMs) {
        return imputer.isKnown(memory, sinceMs);
    }

    /** Takes the record that was filled last into the memory it was filled with; see {@link RecordImputer#remember}. */
    public boolean remember(KeyMemory memory, long timeMs, long offset) {
        return imputer.remember(memory, timeMs, offset);
    }
}
