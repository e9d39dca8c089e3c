package io.lacuna.app.audit;

import io.lacuna.app.audit.Finding.Kind;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.generation.ModelsTopicReader;
import io.lacuna.app.registry.AvroValueDeserializer;
import io.lacuna.app.registry.SchemaRegistry;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Audits a pipeline that is quiet: its stream has caught up with the input and nothing is being sent. Reads input,
 * imputed, latents, dead-letter and models topics, committed records only, and holds them against each other; no tail
 * is exempt, so a stream that is still at work has losses. For one thread; the registry stays the caller's.
 */
public final class PipelineAudit {
    private final LacunaConfig config;
    private final AvroValueDeserializer<GenericRecord> records;
    private final AvroValueDeserializer<LatentCode> codes;

    public PipelineAudit(LacunaConfig config, SchemaRegistry registry) {
        this.config = config;
        records = AvroValueDeserializer.generic(registry);
        codes = AvroValueDeserializer.of(LatentCode.class, registry);
    }

    /**
     * Audits everything that is there.
     *
     * @throws io.lacuna.app.config.SetupException where a topic is not there or the brokers do not answer
     */
    public AuditReport run() {
        OutcomeLedger ledger = new OutcomeLedger();
        Map<Long, Generation> generations = generations();
        try (TopicScan scan = new TopicScan(config)) {
            scan.each(config.inputTopic(), record -> ledger.input(record.partition(), record.offset()));
            scan.each(config.imputedTopic(), record -> imputed(record, ledger, generations));
            scan.each(config.deadLetterTopic(), record -> deadLetter(record, ledger));
            scan.each(config.latentsTopic(), record -> latent(record, ledger));
        }
        return ledger.report();
    }

    private Map<Long, Generation> generations() {
        Map<Long, Generation> byNumber = new TreeMap<>();
        try (ModelsTopicReader reader = ModelsTopicReader.open(config)) {
            reader.read().generations().forEach(generation -> byNumber.put(generation.getNumber(), generation));
        }
        return byNumber;
    }

    private void imputed(
            ConsumerRecord<byte[], byte[]> record, OutcomeLedger ledger, Map<Long, Generation> generations) {
        if (record.value() == null) {
            Place place = Place.parse(text(record.headers(), "lacuna.source"));
            if (place == null || !place.topic().equals(config.inputTopic())) {
                ledger.find(unreadable(record, "a tombstone that names no record of the input"));
            } else {
                ledger.passedOn(place.partition(), place.offset(), record.partition());
            }
            return;
        }
        Object note = note(record);
        if (!(note instanceof GenericRecord imputation)
                || !config.inputTopic().equals(String.valueOf(imputation.get("sourceTopic")))) {
            ledger.find(unreadable(record, "a record that names no record of the input as its source"));
            return;
        }
        int partition = (Integer) imputation.get("sourcePartition");
        long offset = (Long) imputation.get("sourceOffset");
        long number = (Long) imputation.get("generation");
        ledger.imputed(partition, offset, record.partition(), number);
        String artifact = String.valueOf(imputation.get("artifact"));
        String wrong = wrong(generations.get(number), number, artifact);
        if (!wrong.isEmpty()) {
            ledger.find(new Finding(Kind.WRONG_GENERATION, partition, offset, wrong));
        }
    }

    private @Nullable Object note(ConsumerRecord<byte[], byte[]> record) {
        try {
            GenericRecord value = records.deserialize(record.topic(), record.value());
            return value != null && value.hasField("imputation") ? value.get("imputation") : null;
        } catch (SerializationException malformed) {
            return null;
        }
    }

    private String wrong(@Nullable Generation generation, long number, String artifact) {
        if (generation == null) {
            return "generation " + number + " is not in " + config.modelsTopic();
        }
        if (generation.getOutcome() != Outcome.PUBLISHED) {
            return "generation " + number + " was refused";
        }
        return generation.getArtifact().equals(artifact)
                ? ""
                : "generation " + number + " is of artifact " + generation.getArtifact() + ", not " + artifact;
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record, OutcomeLedger ledger) {
        String topic = text(record.headers(), "__streams.errors.topic");
        Place place = Place.parse(topic + "-" + text(record.headers(), "__streams.errors.partition") + "@"
                + text(record.headers(), "__streams.errors.offset"));
        if (place == null) {
            ledger.find(unreadable(record, "a dead letter that names no source"));
        } else if (place.topic().equals(config.inputTopic())) {
            ledger.deadLetter(place.partition(), place.offset(), record.partition());
        }
    }

    private void latent(ConsumerRecord<byte[], byte[]> record, OutcomeLedger ledger) {
        try {
            LatentCode code = codes.deserialize(record.topic(), record.value());
            if (code != null && code.getSourceTopic().equals(config.inputTopic())) {
                ledger.latent(code.getSourcePartition(), code.getSourceOffset(), code.getGeneration());
                return;
            }
        } catch (SerializationException malformed) {
            // Told as unreadable.
        }
        ledger.find(unreadable(record, "no latent code of a record of the input"));
    }

    private static Finding unreadable(ConsumerRecord<byte[], byte[]> record, String what) {
        return new Finding(
                Kind.ORPHAN,
                record.partition(),
                -1,
                record.topic() + " holds at offset " + record.offset() + " " + what);
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Where a record stands, as {@code topic-partition@offset}. */
    private record Place(String topic, int partition, long offset) {
        static @Nullable Place parse(String text) {
            int at = text.lastIndexOf('@');
            int dash = text.lastIndexOf('-', at);
            try {
                return new Place(
                        text.substring(0, dash),
                        Integer.parseInt(text.substring(dash + 1, at)),
                        Long.parseLong(text.substring(at + 1)));
            } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
                return null;
            }
        }
    }
}
