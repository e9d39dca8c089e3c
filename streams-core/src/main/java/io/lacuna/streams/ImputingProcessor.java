package io.lacuna.streams;

import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.IntervalStretch;
import io.lacuna.internal.evaluation.LiveIntervals;
import io.lacuna.internal.generation.GenerationChoice;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.FilledRecord;
import io.lacuna.internal.impute.HiddenGap;
import io.lacuna.internal.impute.HiddenGaps;
import io.lacuna.internal.impute.ImputationListener;
import io.lacuna.internal.impute.RecordImputer;
import io.lacuna.internal.impute.ServingSettings;
import io.lacuna.internal.impute.ThreadImputers;
import io.lacuna.internal.keyed.KeyMemories;
import io.lacuna.internal.keyed.TaskMemories;
import io.lacuna.internal.keyed.TopicTimes;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.partner.PartnerTables;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.schemas.MaskedScore;
import io.lacuna.streams.errors.NoGenerationException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import io.lacuna.streams.errors.UnusableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills one record per call and forwards it with its note, its latent code and sometimes scores. Buffers nothing. A
 * null value passes on as null. Mutable; one stream thread owns it.
 */
final class ImputingProcessor<K, V extends GenericRecord> implements FixedKeyProcessor<K, V, Imputed<V>> {
    /**
     * The number of generations whose workspaces are kept. With as-of selection, records alternate between a few
     * generations; with latest selection there is one.
     */
    private static final int WORKSPACES = 4;

    /** Seed of the choice of hidden gaps. */
    private static final long HIDING = 3;

    private static final int MAX_UNEXPECTED_IN_A_ROW = 100;
    private static final Source UNKNOWN_SOURCE = new Source("", -1, -1);

    private final GenerationChoice generations;
    private final ServingSettings settings;
    private final ThreadImputers pool;
    private final ImputationListener listener;
    private final @Nullable KeyedStore<K> keyed;
    private final @Nullable PartnerTopics<K> partnerTopics;
    private @Nullable PartnerTables<K> partners;
    private IntervalStretch stretches = IntervalStretch.NONE;
    private @Nullable LiveIntervals intervals;

    private final Map<Long, RecordImputer> imputers = new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, RecordImputer> eldest) {
            return size() > (generations.selection() == Selection.LATEST ? 1 : WORKSPACES);
        }
    };

    private int unexpectedInARow;
    private @Nullable RecordImputer last;
    private @Nullable RecordImputer shadow;
    private @Nullable KeyMemories memories;

    /** Null where all records are of one topic, whose stream time is the task's. */
    private @Nullable TopicTimes topicTimes;

    /** The memory of the current record's key, for the imputer. */
    private @Nullable KeyMemory memory;

    private @Nullable RecordImputer memoryOf;
    private @Nullable HiddenGaps hiddenGaps;
    private @Nullable FixedKeyProcessorContext<K, Imputed<V>> context;

    ImputingProcessor(
            GenerationChoice generations,
            ServingSettings settings,
            ThreadImputers pool,
            ImputationListener listener,
            @Nullable KeyedStore<K> keyed,
            @Nullable PartnerTopics<K> partnerTopics) {
        this.partnerTopics = partnerTopics;
        this.generations = generations;
        this.settings = settings;
        this.pool = pool;
        this.listener = listener;
        this.keyed = keyed;
    }

    @Override
    public void init(FixedKeyProcessorContext<K, Imputed<V>> context) {
        this.context = context;
        // Kafka Streams may start a task again on the same object. Nothing learned in a failed transaction may
        // remain.
        imputers.clear();
        last = null;
        shadow = null;
        LiveIntervals live = settings.liveIntervals() ? new LiveIntervals(settings.intervalMass()) : null;
        intervals = live;
        // As notes hold it, so that an audit computes the same ends.
        stretches = live == null ? IntervalStretch.NONE : feature -> (float) live.of(feature);
        memory = null;
        hiddenGaps = null;
        topicTimes = null;
        memories = keyed == null ? null : open(context, keyed);
        partners = partnerTopics == null ? null : partnerTopics.open(context::getStateStore);
    }

    private KeyMemories open(FixedKeyProcessorContext<K, Imputed<V>> of, KeyedStore<K> store) {
        long maxAgeMs = settings.context().maxAgeMs();
        TaskMemories kept = new TaskMemories(of.getStateStore(store.name()), maxAgeMs);
        TopicTimes times = settings.context().byTopic() ? new TopicTimes(kept, maxAgeMs) : null;
        topicTimes = times;
        of.schedule(
                Duration.ofMillis(kept.intervalMs()),
                PunctuationType.STREAM_TIME,
                streamTimeMs -> listener.forgotten(times == null ? kept.expire(streamTimeMs) : kept.expire(times)));
        return new KeyMemories(kept, maxAgeMs);
    }

    @Override
    public void process(FixedKeyRecord<K, V> record) {
        FixedKeyProcessorContext<K, Imputed<V>> forward = Objects.requireNonNull(context, "init must be called first");
        if (record.value() == null) {
            @SuppressWarnings("NullAway") // Kafka's contract: a null value is a tombstone.
            FixedKeyRecord<K, Imputed<V>> tombstone = record.withValue((Imputed<V>) null);
            forward.forward(tombstone);
            return;
        }
        Source source = forward.recordMetadata()
                .map(place -> new Source(place.topic(), place.partition(), place.offset()))
                .orElse(UNKNOWN_SOURCE);
        long timeMs = record.timestamp();
        RecordImputer imputer = imputer(timeMs);
        PartnerTables<K> tables = partners;
        imputer.partners().join(tables == null ? List.of() : tables.of(source.topic(), record.key(), record.value()));
        KeyedStore<K> store = keyed;
        KeyMemories known = memories;
        byte[] key = store == null || known == null || !imputer.remembers()
                ? null
                : store.key(source.topic(), record.key(), record.value());
        TopicTimes times = imputer.remembers() ? topicTimes : null;
        long streamTimeMs = times == null ? forward.currentStreamTimeMs() : times.with(source.topic(), timeMs);
        KeyMemory past = known != null && imputer.remembers()
                ? recall(known, key, imputer, timeMs, source.offset(), streamTimeMs)
                : null;
        HiddenGaps hidden = past == null || key == null ? null : hiddenGaps(imputer);
        HiddenGap gap = hidden == null || key == null ? null : hidden.of(key, timeMs);
        forward.forward(record.withValue(impute(imputer, record.value(), timeMs, source, past, gap)));
        if (times != null && listener.hadOutcome()) {
            times.advance(source.topic(), timeMs);
        }
        if (past == null || known == null || key == null) {
            return;
        }
        if (!listener.hadOutcome()) {
            if (hidden != null) {
                hidden.close(key);
            }
            return;
        }
        if (hidden != null) {
            hidden.learn(imputer.observation(), past, timeMs);
        }
        if (imputer.remember(past, timeMs, source.offset())) {
            known.keep(key, past);
        }
        if (hidden != null) {
            begin(hidden, key, record.value(), timeMs, source, past);
        }
    }

    /** The hidden gaps of the task; null if the generation fills without a past. */
    private @Nullable HiddenGaps hiddenGaps(RecordImputer imputer) {
        if (!imputer.fillsWithPast() || settings.scoreShare() == 0) {
            return null;
        }
        HiddenGaps gaps = hiddenGaps;
        if (gaps == null || !gaps.isOf(imputer.features())) {
            gaps = new HiddenGaps(imputer.features(), settings.scoreShare());
            hiddenGaps = gaps;
        }
        return gaps;
    }

    private void begin(HiddenGaps hidden, byte[] key, V value, long timeMs, Source source, KeyMemory newest) {
        HiddenGap gap = hidden.begin(
                key, newest, timeMs, Seeds.ofRecord(HIDING, source.topic(), source.partition(), source.offset()));
        RecordImputer active = last;
        RecordImputer proposed = shadow;
        if (gap != null && proposed != null && proposed.serving() == generations.shadow()) {
            proposed.partners()
                    .join(active == null ? List.of() : active.partners().joined());
            proposed.beginInShadow(value, source, timeMs, newest, gap);
        }
    }

    /** The memory of the record's key; null where the record has no past. */
    private @Nullable KeyMemory recall(
            KeyMemories from,
            byte @Nullable [] key,
            RecordImputer imputer,
            long timeMs,
            long offset,
            long streamTimeMs) {
        KeyMemory into = memory;
        if (into == null || memoryOf != imputer) {
            into = new KeyMemory(imputer.features());
            memory = into;
            memoryOf = imputer;
        }
        return switch (from.recall(key, timeMs, offset, streamTimeMs, into)) {
            case NO_KEY -> {
                listener.withoutKey();
                yield null;
            }
            case TOO_LATE -> {
                listener.tooLate();
                yield null;
            }
            case NEW, KNOWN -> into;
        };
    }

    private Imputed<V> impute(
            RecordImputer imputer,
            V value,
            long timeMs,
            Source source,
            @Nullable KeyMemory past,
            @Nullable HiddenGap gap) {
        long startNanos = System.nanoTime();
        try {
            FilledRecord filled = imputer.impute(value, source, timeMs, past, gap);
            List<MaskedScore> shadowScores = filled.scores().isEmpty() && gap == null
                    ? List.of()
                    : inShadow(
                            imputer,
                            value,
                            source,
                            timeMs,
                            past,
                            gap,
                            !filled.scores().isEmpty());
            unexpectedInARow = 0;
            List<String> unreadable = imputer.takeUnreadable();
            if (!unreadable.isEmpty()) {
                listener.unreadable(unreadable);
            }
            listener.filled(
                    imputer.serving(), imputer.observation(), filled, shadowScores, System.nanoTime() - startNanos);
            learn(imputer, filled.scores());
            return new Imputed<>(value, filled, joined(filled.scores(), shadowScores));
        } catch (MappingException
                | UnusableRecordException
                | OtherRecordTypeException
                | SerializationException unusable) {
            throw new UnusableRecordException("record " + source + ": " + unusable.getMessage(), unusable);
        } catch (RegistryUnavailableException | SchemaRefusedException registryFailure) {
            throw registryFailure;
        } catch (RuntimeException unexpected) {
            // One such record must not block the others. Many in a row are not the records' fault, and stop the
            // stream.
            if (++unexpectedInARow > MAX_UNEXPECTED_IN_A_ROW) {
                throw unexpected;
            }
            throw new UnusableRecordException("record " + source + " cannot be filled: " + unexpected, unexpected);
        }
    }

    private static List<MaskedScore> joined(List<MaskedScore> scores, List<MaskedScore> shadowScores) {
        if (shadowScores.isEmpty()) {
            return scores;
        }
        List<MaskedScore> all = new ArrayList<>(scores);
        all.addAll(shadowScores);
        return List.copyOf(all);
    }

    /** The scores of this record change the intervals of later records. */
    private void learn(RecordImputer imputer, List<MaskedScore> scores) {
        LiveIntervals learning = intervals;
        if (learning == null || scores.isEmpty()) {
            return;
        }
        List<LiveIntervals.Score> ofRecord = new ArrayList<>();
        for (MaskedScore score : scores) {
            Boolean held = score.getCovered(); // Null for categories, which have no interval.
            if (held != null) {
                ofRecord.add(new LiveIntervals.Score(imputer.stretchName(score), held));
            }
        }
        learning.learn(ofRecord);
    }

    private RecordImputer imputer(long timestampMs) {
        ServingGeneration serving = generations.select(timestampMs);
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

    /** The proposed generation's scores on the same cells; empty if there is none, or it has other features. */
    private List<MaskedScore> inShadow(
            RecordImputer active,
            GenericRecord record,
            Source source,
            long timeMs,
            @Nullable KeyMemory past,
            @Nullable HiddenGap gap,
            boolean scored) {
        ServingGeneration proposed = generations.shadow();
        if (proposed == null
                || !proposed.model().features().equals(active.serving().model().features())) {
            return List.of();
        }
        RecordImputer current = shadow;
        if (current == null || current.serving() != proposed) {
            current = new RecordImputer(proposed, settings, stretches, pool.of(proposed.model()));
            shadow = current;
        }
        current.partners().join(active.partners().joined());
        return current.scoreInShadow(record, source, timeMs, past, gap, scored);
    }
}
