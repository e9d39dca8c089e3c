package io.lacuna.app.audit;

import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.choice.OtherRecords;
import io.lacuna.app.progress.CountedOutcomes;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.LatentCode;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Audits an idle pipeline: its stream has processed all input and nothing is being produced. Reads the inputs, imputed,
 * latents, dead-letter and models topics, committed records only, and compares them. The end of the input is not
 * exempt, so a stream that still works shows losses. The configuration must be the stream's, or recomputed records
 * differ. Under {@code at_least_once}, repeats are allowed if those by the same generation are identical. Input
 * records that retention has deleted are not compared, but ranges of them without an outcome are reported. For one thread;
 * the caller closes the registry.
 */
public final class PipelineAudit {
    private final LacunaConfig config;
    private final SchemaRegistry registry;
    private final AuditSettings settings;
    private final Deserializer<GenericRecord> records;
    private final Deserializer<LatentCode> codes;
    private final boolean repeatable;
    private final ReplayedPartners partners;
    private final InputTopics inputs;
    private final Map<TopicPartition, Long> begins = new HashMap<>();

    /** First offset with an imputation or a tombstone, by input partition. */
    private final Map<TopicPartition, Long> firstImputed = new HashMap<>();

    /** Whether retention has deleted imputed records. */
    private boolean trimmed;

    public PipelineAudit(LacunaConfig config, SchemaRegistry registry, AuditSettings settings) {
        this.config = config;
        this.registry = registry;
        this.settings = settings;
        inputs = config.inputTopics();
        partners = new ReplayedPartners(config.enrichTopics());
        repeatable = !config.processingGuarantee().isTransactional();
        records = config.recordFormat().records(registry);
        codes = config.recordFormat().own(LatentCode.class, registry);
    }

    /** As {@link #run(Map)}, without the counts of instances. */
    public AuditReport run() {
        return run(Map.of());
    }

    /**
     * Audits everything in the topics.
     *
     * @param counted what running instances counted, by the address of the instance
     * @throws io.lacuna.streams.errors.SetupException if a topic does not exist or the brokers do not answer
     * @throws RegistryUnavailableException if the registry does not answer
     */
    public AuditReport run(Map<String, List<CountedOutcomes>> counted) {
        OutcomeLedger ledger = new OutcomeLedger(repeatable, config.notes().hasLatentsTopic());
        try (TopicScan scan = new TopicScan(config);
                GenerationRule rule = new GenerationRule(config)) {
            List<String> topics = scan.inputs(inputs);
            topics.forEach(topic -> begins.putAll(scan.begins(topic)));
            trimmed = scan.begins(config.imputedTopic()).values().stream().anyMatch(begin -> begin > 0);
            double share = settings.recompute() / (double) Math.max(1, scan.size(config.imputedTopic()));
            Recomputation again =
                    new Recomputation(config, registry, rule, new ReplayedPasts(config, begins), partners, share);
            boolean latents = config.notes().hasLatentsTopic();
            List<String> outputs = latents
                    ? List.of(config.imputedTopic(), config.latentsTopic(), config.deadLetterTopic())
                    : List.of(config.imputedTopic(), config.deadLetterTopic());
            for (String topic : outputs) {
                for (TopicPartition open : scan.openTransactions(topic)) {
                    ledger.find(new AuditFinding(
                            Kind.HANGING, topic, open.partition(), -1, topic + " ends in an open transaction"));
                }
            }
            scan.each(config.imputedTopic(), record -> imputed(record, ledger, rule, again));
            if (latents) {
                scan.each(config.latentsTopic(), record -> latent(record, ledger, again));
            }
            scan.each(config.deadLetterTopic(), record -> deadLetter(record, ledger, again));
            for (String topic : partners.topics()) {
                scan.each(topic, this::partner);
            }
            for (String topic : topics) {
                scan.each(topic, record -> input(record, ledger, again));
                begins(topic, scan.isCompacted(topic), ledger);
            }
            counted.forEach((instance, partitions) -> partitions.stream()
                    .filter(span -> topics.contains(span.topic()))
                    .forEach(span -> ledger.counted(span, instance)));
            ledger.recomputed(again.recomputed());
            ledger.unknownPast(again.unknownPast());
            if (!repeatable) {
                committed(scan.committed(config.applicationId(), inputs), ledger);
            }
            ledger.aborted(scan.aborted(latents ? config.latentsTopic() : config.imputedTopic()));
        }
        settings.guard(ledger.report(), ledger);
        return ledger.report();
    }

    private void begins(String topic, boolean compacted, OutcomeLedger ledger) {
        begins.forEach((partition, begin) -> {
            if (partition.topic().equals(topic)) {
                ledger.begins(partition, begin, trimmed ? firstImputed.getOrDefault(partition, begin) : 0, compacted);
            }
        });
    }

    /** Adds the group's offsets. If the brokers no longer know the group, its offsets are not checked. */
    private void committed(Map<TopicPartition, Long> committed, OutcomeLedger ledger) {
        if (!committed.isEmpty()) {
            begins.forEach((partition, begin) -> ledger.committed(partition, committed.getOrDefault(partition, begin)));
        }
    }

    private void input(ConsumerRecord<byte[], byte[]> record, OutcomeLedger ledger, Recomputation again) {
        Place place = Place.of(record);
        ledger.input(place);
        long generation = ledger.generation(place);
        if (again.wants(place) || again.remembers(generation) || again.isLetGo(generation)) {
            GenericRecord value = decode(record);
            if (value == null && again.wants(place)) {
                ledger.find(new AuditFinding(Kind.DIFFERENT, place, "it was imputed and cannot be decoded"));
            } else if (value != null) {
                again.again(record, value, generation, ledger);
            }
        } else {
            again.seen(record, generation >= 0 || ledger.isPassedOn(place));
        }
    }

    private void imputed(
            ConsumerRecord<byte[], byte[]> record, OutcomeLedger ledger, GenerationRule rule, Recomputation again) {
        GenericRecord value = record.value() == null ? null : decode(record);
        if (record.value() == null || isPassedOn(record, value)) {
            Place place = Place.ofTombstone(record.headers(), inputs);
            if (place == null) {
                ledger.find(foreign(record, "a tombstone that refers to no input record"));
            } else if (inScope(firstImputed(place), record, false, ledger, again)) {
                ledger.passedOn(place, record.partition());
            }
            return;
        }
        OutcomeNote note = OutcomeNote.of(record.headers(), value, config, inputs);
        if (note == null) {
            ledger.find(foreign(record, "a record whose source is no input record"));
            return;
        }
        Place place = note.place();
        if (!inScope(firstImputed(place), record, true, ledger, again)) {
            return;
        }
        long generation = note.generation();
        ledger.imputed(place, record.partition(), generation, digest(record.value()));
        partners.named(place, record.headers());
        again.imputed(place, record.timestamp(), generation, record.value(), note.stretches());
        String wrong = rule.wrong(generation, note.artifact(), record.timestamp());
        if (!wrong.isEmpty()) {
            ledger.find(new AuditFinding(Kind.WRONG_GENERATION, place, wrong));
        }
    }

    /** Whether a record of a type that the model is not for was passed on: it has a source, and neither note nor generation. */
    private boolean isPassedOn(ConsumerRecord<byte[], byte[]> record, @Nullable GenericRecord value) {
        return config.otherRecords() == OtherRecords.PASS
                && value != null
                && config.recordFormat().note(value) == null
                && Place.generation(record.headers()) < 0
                && Place.ofTombstone(record.headers(), inputs) != null;
    }

    private void partner(ConsumerRecord<byte[], byte[]> record) {
        GenericRecord value = partners.wants(record) ? decode(record) : null;
        if (value != null) {
            partners.take(record, value);
        }
    }

    private @Nullable GenericRecord decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return records.deserialize(record.topic(), record.headers(), record.value());
        } catch (SerializationException malformed) {
            return null;
        }
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record, OutcomeLedger ledger, Recomputation again) {
        Place place = Place.ofDeadLetter(record.headers(), inputs);
        if (place == null) {
            ledger.find(foreign(record, "a dead letter that refers to no input record"));
        } else if (inScope(place, record, false, ledger, again)) {
            ledger.deadLetter(place, record.partition(), digest(record.value()));
            again.deadLetter(place, record.timestamp());
        }
    }

    private void latent(ConsumerRecord<byte[], byte[]> record, OutcomeLedger ledger, Recomputation again) {
        LatentCode code;
        try {
            code = codes.deserialize(record.topic(), record.value());
        } catch (SerializationException malformed) {
            code = null;
        }
        if (code == null || !inputs.has(code.getSourceTopic())) {
            ledger.find(foreign(record, "a record that is no latent code of an input record"));
            return;
        }
        Place place = new Place(code.getSourceTopic(), code.getSourcePartition(), code.getSourceOffset());
        if (isThere(place)) {
            ledger.latent(place, record.partition(), code.getGeneration(), digest(record.value()));
            again.latent(place, record.value());
        }
    }

    /** Digest for comparing repeats; 0 where repeats are not allowed, because nothing is compared there. */
    private long digest(byte @Nullable [] value) {
        return repeatable && value != null
                ? ByteBuffer.wrap(Recomputation.digest(value)).getLong()
                : 0;
    }

    private Place firstImputed(Place place) {
        firstImputed.merge(place.topicPartition(), place.offset(), Math::min);
        return place;
    }

    /** The same for an outcome of a record that the stream has processed: its time counts. */
    private boolean inScope(
            Place place,
            ConsumerRecord<byte[], byte[]> outcome,
            boolean filled,
            OutcomeLedger ledger,
            Recomputation again) {
        if (!isThere(place)) {
            again.passed(place, outcome.timestamp(), filled);
        }
        return inScope(place, ledger);
    }

    /** Whether the input still has the record of an outcome; otherwise it counts as passed. */
    private boolean inScope(Place place, OutcomeLedger ledger) {
        if (!isThere(place)) {
            ledger.passed(place);
        }
        return isThere(place);
    }

    private boolean isThere(Place place) {
        return place.offset() >= begins.getOrDefault(place.topicPartition(), 0L);
    }

    private static AuditFinding foreign(ConsumerRecord<byte[], byte[]> record, String what) {
        return new AuditFinding(
                Kind.ORPHAN,
                record.topic(),
                record.partition(),
                -1,
                record.topic() + " has at offset " + record.offset() + " " + what);
    }
}
