package io.lacuna.app.audit;

import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.Partner;
import io.lacuna.internal.impute.RecordReplay;
import io.lacuna.internal.registry.SchemaRegistry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills a sample of the records again and compares the bytes with those in the topics. Keeps a digest of each sampled
 * outcome until its input record is read. If records are filled with the past of their key, all records are filled again,
 * and only the sampled ones are compared. For one thread.
 */
final class Recomputation {
    /** Most models that an audit keeps in memory. */
    static final int MOST_MODELS = 32;

    private final LacunaConfig config;
    private final SchemaRegistry registry;
    private final GenerationRule rule;
    private final double share;
    private final Map<Place, Long> deadAt = new HashMap<>();
    private final Map<Place, Stood> outcomes = new HashMap<>();

    /** Those used last, because each has caches of its own and a pipeline may have had thousands of generations. */
    private final Map<Long, RecordReplay> replays = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, RecordReplay> eldest) {
            return size() > MOST_MODELS;
        }
    };

    private final Map<Long, Boolean> letGo = new HashMap<>();
    private final ReplayedPasts pasts;
    private final ReplayedPartners partners;
    private long recomputed;
    private long unknownPast;

    /** Digests of the outputs of one record. */
    private static final class Stood {
        private long generation;
        private byte @Nullable [] imputed;
        private byte @Nullable [] latent;
        private Map<String, Double> stretches = Map.of();
    }

    /**
     * @param share share of the records to sample; 1 or more for all
     */
    Recomputation(
            LacunaConfig config,
            SchemaRegistry registry,
            GenerationRule rule,
            ReplayedPasts pasts,
            ReplayedPartners partners,
            double share) {
        this.partners = partners;
        this.config = config;
        this.registry = registry;
        this.rule = rule;
        this.pasts = pasts;
        this.share = share;
    }

    /**
     * Keeps the digest of an imputation.
     *
     * @param timeMs its timestamp
     * @param stretches stretch factors of its intervals, by field
     */
    void imputed(Place place, long timeMs, long generation, byte[] value, Map<String, Double> stretches) {
        pasts.filledAt(place, timeMs);
        if (sampled(place)) {
            Stood stood = outcomes.computeIfAbsent(place, unseen -> new Stood());
            stood.generation = generation;
            stood.imputed = digest(value);
            stood.stretches = stretches;
        }
    }

    /**
     * A record that was deleted from the input was processed at this time.
     *
     * @param filled whether it was filled
     */
    void passed(Place place, long timeMs, boolean filled) {
        pasts.passed(place.topicPartition(), timeMs, filled);
    }

    /** The dead letter of a record has this timestamp, which may differ from the record's. */
    void deadLetter(Place place, long timeMs) {
        deadAt.put(place, timeMs);
    }

    /**
     * The stream has read a record that is not filled again here.
     *
     * @param processed whether it was filled or passed on; else it may be a dead letter
     */
    void seen(ConsumerRecord<byte[], byte[]> record, boolean processed) {
        Place place = Place.of(record);
        Long dead = deadAt.remove(place);
        if (processed) {
            pasts.at(record);
        } else if (dead != null) {
            pasts.passed(place.topicPartition(), dead, false);
        }
    }

    /** Keeps the digest of a latent code. */
    void latent(Place place, byte[] value) {
        if (sampled(place)) {
            outcomes.computeIfAbsent(place, unseen -> new Stood()).latent = digest(value);
        }
    }

    private boolean sampled(Place place) {
        return Seeds.ofRecord(1, place.topic(), place.partition(), place.offset())
                        .nextDouble()
                < share;
    }

    /** Whether there is an outcome to compare for this record. */
    boolean wants(Place place) {
        Stood stood = outcomes.get(place);
        return stood != null && stood.imputed != null;
    }

    /** Whether the generation's model was deleted in the order of things. */
    boolean isLetGo(long generation) {
        return generation >= 0 && letGo.computeIfAbsent(generation, rule::isLetGo);
    }

    /** Whether this generation fills records with the past of their key, so that each record counts for later ones. */
    boolean remembers(long generation) {
        RecordReplay replay = generation < 0 ? null : replay(generation);
        return replay != null && replay.remembers();
    }

    /**
     * Fills the record again, reports differences if it is sampled, and takes it into the memory of its key.
     *
     * @param generation that filled it
     */
    void again(ConsumerRecord<byte[], byte[]> input, GenericRecord record, long generation, OutcomeLedger ledger) {
        Place place = Place.of(input);
        long timeMs = pasts.at(input);
        RecordReplay replay = replay(generation);
        List<Partner> joined = partners.of(place);
        if (joined == null || replay == null && isLetGo(generation)) {
            unknownPast += wants(place) ? 1 : 0;
            outcomes.remove(place);
            pasts.lose(place.topicPartition(), timeMs);
            return;
        }
        if (replay != null) {
            replay.join(joined);
        }
        KeyMemory memory =
                replay == null || !replay.remembers() ? null : pasts.recall(input, record, timeMs, replay.newMemory());
        Stood stood = outcomes.remove(place);
        if (stood != null && stood.imputed != null) {
            compare(place, record, timeMs, stood, memory, joined, ledger);
        } else if (replay != null && memory != null) {
            replay.pass(record, place.source(), timeMs, memory);
        }
        if (replay != null && replay.remembers()) {
            pasts.filled(input, timeMs);
        }
        if (replay != null && memory != null && replay.remember(memory, timeMs, place.offset())) {
            pasts.keep(input, record, memory);
        }
    }

    private void compare(
            Place place,
            GenericRecord record,
            long timeMs,
            Stood stood,
            @Nullable KeyMemory memory,
            List<Partner> joined,
            OutcomeLedger ledger) {
        RecordReplay replay = replay(stood.generation);
        if (replay == null) {
            find(
                    ledger,
                    place,
                    "generation " + stood.generation + " has no readable model, so it cannot be recomputed");
            return;
        }
        replay.join(joined);
        try {
            RecordReplay.Values values = replay.fill(record, place.source(), timeMs, stood.stretches, memory);
            if (memory != null
                    && !pasts.isBeyond(place.topicPartition(), timeMs)
                    && !replay.isKnown(memory, pasts.knownSinceMs(place.topicPartition()))) {
                unknownPast++;
                return;
            }
            recomputed++;
            if (!Arrays.equals(stood.imputed, digest(values.imputed()))) {
                find(
                        ledger,
                        place,
                        "recomputing it with generation " + stood.generation + " gives another imputed record");
            } else if (stood.latent != null
                    && values.latent() != null
                    && !Arrays.equals(stood.latent, digest(values.latent()))) {
                find(
                        ledger,
                        place,
                        "recomputing it with generation " + stood.generation + " gives another latent code");
            }
        } catch (IllegalArgumentException unusable) {
            find(ledger, place, String.valueOf(unusable.getMessage()));
        }
    }

    private @Nullable RecordReplay replay(long number) {
        RecordReplay known = replays.get(number);
        ServingGeneration serving = known == null ? rule.serving(number) : null;
        if (serving == null) {
            return known;
        }
        RecordReplay made = new RecordReplay(
                config.servingSettings(),
                config.streamTopics(),
                config.recordFormat().serializer(registry),
                serving);
        replays.put(number, made);
        return made;
    }

    /** Number of records filled again. */
    long recomputed() {
        return recomputed;
    }

    /** Number of sampled records that could not be filled again, because their past, a partner or their model was deleted. */
    long unknownPast() {
        return unknownPast;
    }

    private static void find(OutcomeLedger ledger, Place place, String detail) {
        ledger.find(new AuditFinding(Kind.DIFFERENT, place, detail));
    }

    /** SHA-256. */
    static byte[] digest(byte[] value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java platform has no SHA-256", impossible);
        }
    }
}
