package io.lacuna.app.stream;

import io.lacuna.app.generation.GenerationCatalog;
import io.lacuna.app.generation.Selection;
import io.lacuna.app.generation.ServingGeneration;
import io.lacuna.app.registry.SchemaRegistry.RegistryUnavailableException;
import io.lacuna.app.registry.SchemaRegistry.SchemaRefusedException;
import io.lacuna.evaluation.IntervalStretch;
import io.lacuna.evaluation.LiveIntervals;
import io.lacuna.schemas.MaskedScore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Fills one record a call and forwards what comes of it: the imputed record, its latent code, and now and then scores.
 * Everything is computed and serialized before the first byte is forwarded.
 *
 * <p>A null value (a tombstone) passes on as one, with its place in the header {@value #SOURCE_HEADER}. A record that
 * cannot be used ends in an exception of {@link DeadLetters}' kind and so in the dead-letter topic.
 */
final class ImputeProcessor implements Processor<byte[], GenericRecord, byte[], byte[]> {
    static final String SOURCE_HEADER = "lacuna.source";

    /** Generations whose workspaces are kept: as-of selection goes back and forth between few, the latest stays. */
    private static final int WORKSPACES = 4;

    private static final int UNFORESEEN_IN_A_ROW = 100;

    private final GenerationCatalog catalog;
    private final ServingSettings settings;
    private final TopologyNames names;
    private final Serializer<GenericRecord> serializer;
    private final StreamMetrics metrics;
    private final SourcePartitioner partitioner;
    private final ThreadImputers pool;
    private IntervalStretch stretches = IntervalStretch.NONE;
    private @Nullable LiveIntervals intervals;

    private final Map<Long, RecordImputer> imputers = new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, RecordImputer> eldest) {
            return size() > (catalog.selection() == Selection.LATEST ? 1 : WORKSPACES);
        }
    };

    private int unforeseenInARow;
    private @Nullable RecordImputer last;
    private @Nullable RecordImputer shadow;
    private @Nullable RecordImputer metered;
    private @Nullable GenerationMeters meters;
    private @Nullable ProcessorContext<byte[], byte[]> context;

    ImputeProcessor(
            GenerationCatalog catalog,
            ServingSettings settings,
            TopologyNames names,
            Serializer<GenericRecord> serializer,
            StreamMetrics metrics,
            SourcePartitioner partitioner,
            ThreadImputers pool) {
        this.catalog = catalog;
        this.settings = settings;
        this.names = names;
        this.serializer = serializer;
        this.metrics = metrics;
        this.partitioner = partitioner;
        this.pool = pool;
    }

    /** What one record leads to, ready to be written. */
    private record Outcome(byte[] imputed, byte[] latent, List<byte[]> scores) {}

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        // Kafka Streams may begin a task anew on the same object: nothing learnt in a transaction that failed may stay.
        imputers.clear();
        last = null;
        shadow = null;
        intervals = settings.liveIntervals() ? new LiveIntervals(settings.intervalMass()) : null;
        stretches = intervals == null ? IntervalStretch.NONE : intervals;
    }

    @Override
    public void process(Record<byte[], GenericRecord> record) {
        ProcessorContext<byte[], byte[]> forward = Objects.requireNonNull(context, "init comes first");
        RecordMetadata place = forward.recordMetadata().orElseThrow();
        Source source = new Source(place.topic(), place.partition(), place.offset());
        partitioner.at(source.partition());
        if (record.value() == null) {
            forward.forward(tombstone(record, source), TopologyNames.IMPUTED);
            metrics.tombstone();
            return;
        }
        Outcome outcome = impute(record, source);
        forward.forward(record.withValue(outcome.imputed()), TopologyNames.IMPUTED);
        forward.forward(record.withValue(outcome.latent()), TopologyNames.LATENTS);
        for (byte[] score : outcome.scores()) {
            forward.forward(record.withValue(score), TopologyNames.SCORES);
        }
    }

    private static Record<byte[], byte[]> tombstone(Record<byte[], GenericRecord> record, Source source) {
        @SuppressWarnings("NullAway") // Kafka's contract: a null value is a tombstone.
        Record<byte[], byte[]> passed = new Record<>(record.key(), null, record.timestamp(), record.headers());
        passed.headers().add(SOURCE_HEADER, source.toString().getBytes(StandardCharsets.UTF_8));
        return passed;
    }

    private Outcome impute(Record<byte[], GenericRecord> record, Source source) {
        long began = System.nanoTime();
        RecordImputer imputer = imputer(record.timestamp());
        try {
            imputer.read(record.value());
            List<MaskedScore> scores = imputer.score(source);
            List<MaskedScore> beside = scores.isEmpty() ? List.of() : inShadow(imputer, record.value(), source);
            GenericRecord filled = imputer.fill(record.value(), source);
            Outcome outcome = new Outcome(
                    serialize(names.imputed(), filled),
                    serialize(names.latents(), imputer.latent(source)),
                    serialize(scores, beside));
            unforeseenInARow = 0;
            metrics.imputed(imputer, meters(imputer), scores, System.nanoTime() - began);
            if (!scores.isEmpty()) {
                metrics.live().add(scores, beside);
                learn(scores);
            }
            return outcome;
        } catch (MappingException | UnusableRecordException | SerializationException unusable) {
            throw new UnusableRecordException("record " + source + ": " + unusable.getMessage(), unusable);
        } catch (RegistryUnavailableException | SchemaRefusedException notTheRecords) {
            throw notTheRecords;
        } catch (RuntimeException unforeseen) {
            // One such record must not hold up the others; a run of them is no record's fault, and stops the stream.
            if (++unforeseenInARow > UNFORESEEN_IN_A_ROW) {
                throw unforeseen;
            }
            throw new UnusableRecordException("record " + source + " cannot be filled: " + unforeseen, unforeseen);
        }
    }

    /** Only what is written is learnt from, and by later records only. */
    private void learn(List<MaskedScore> scores) {
        LiveIntervals learning = intervals;
        if (learning != null) {
            for (MaskedScore score : scores) {
                Boolean held = score.getCovered(); // Null for categories, which have no interval.
                if (held != null) {
                    learning.learn(score.getField(), held);
                }
            }
        }
    }

    private RecordImputer imputer(long timestampMs) {
        ServingGeneration serving = catalog.select(timestampMs);
        if (serving == null) {
            throw new NoGenerationException();
        }
        RecordImputer current = last;
        if (current == null || current.serving() != serving) {
            current = imputers.get(serving.number());
            if (current == null || current.serving() != serving) {
                current = new RecordImputer(serving, settings, stretches, pool.of(serving.model()));
                imputers.put(serving.number(), current);
            }
            last = current;
        }
        return current;
    }

    private GenerationMeters meters(RecordImputer imputer) {
        GenerationMeters current = meters;
        if (current == null || metered != imputer) {
            current = metrics.of(imputer.serving());
            meters = current;
            metered = imputer;
        }
        return current;
    }

    /** The proposed generation's scores on the same cells; none where it has other features, or there is none. */
    private List<MaskedScore> inShadow(RecordImputer active, GenericRecord record, Source source) {
        ServingGeneration proposed = catalog.shadow();
        if (proposed == null
                || !proposed.model().features().equals(active.serving().model().features())) {
            return List.of();
        }
        RecordImputer current = shadow;
        if (current == null || current.serving() != proposed) {
            current = new RecordImputer(proposed, settings, stretches, pool.of(proposed.model()));
            shadow = current;
        }
        return current.scoreInShadow(record, source);
    }

    private List<byte[]> serialize(List<MaskedScore> scores, List<MaskedScore> beside) {
        List<byte[]> all = new ArrayList<>(scores.size() + beside.size());
        for (MaskedScore score : scores) {
            all.add(serialize(names.scores(), score));
        }
        for (MaskedScore score : beside) {
            all.add(serialize(names.scores(), score));
        }
        return all;
    }

    private byte[] serialize(String topic, GenericRecord value) {
        byte[] bytes = serializer.serialize(topic, value);
        if (bytes.length > settings.largestBytes()) {
            throw new UnusableRecordException("what it leads to on " + topic + " has " + bytes.length
                    + " bytes, and producer.max.request.size leaves room for " + settings.largestBytes());
        }
        return bytes;
    }

    /** A record came before there was a model. The application waits paused until there is one. */
    static final class NoGenerationException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NoGenerationException() {
            super("no generation serves yet");
        }
    }
}
