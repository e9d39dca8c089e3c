package io.lacuna.app.stream;

import io.lacuna.app.progress.OutcomeCounts.Outcome;
import io.lacuna.app.stream.failure.OutcomeBooks;
import io.lacuna.internal.avro.WireFormat;
import io.lacuna.internal.generation.StreamTopics;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.json.JsonValueSerializer;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.NoteChoices;
import io.lacuna.internal.record.NoteSchemas;
import io.lacuna.schemas.MaskedScore;
import io.lacuna.streams.Imputed;
import io.lacuna.streams.errors.SchemaRefusedException;
import io.lacuna.streams.errors.UnusableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Writes the outcome of one record: the imputed record, its latent code, and for some records scores. Everything is
 * serialized before the first byte is forwarded, so that a record has either its whole outcome or none.
 *
 * <p>A null value (a tombstone), and a record of a type that the model is not for, are passed on unchanged, with their source in
 * the header {@value #SOURCE_HEADER}.
 */
final class OutcomeWriter implements Processor<byte[], Imputed<GenericRecord>, byte[], byte[]> {
    static final String SOURCE_HEADER = "lacuna.source";

    /** The generation of a filled record that has no note. */
    static final String GENERATION_HEADER = "lacuna.generation";

    /** Position of a record of another topic that the record was filled with; one header for each. */
    static final String PARTNER_HEADER = "lacuna.partner";

    private static final Serializer<GenericRecord> PLAIN = new JsonValueSerializer();

    private final StreamTopics topics;
    private final NoteChoices notes;
    private final Serializer<GenericRecord> serializer;
    private final int largestBytes;
    private final OutcomeBooks books;
    private final SourcePartitioner partitioner;
    private final OutputRegistry outputs;
    private @Nullable ProcessorContext<byte[], byte[]> context;

    /**
     * @param notes what is written about a filled record
     * @param largestBytes largest imputed record, latent code or score that may be written
     * @param books records the outcomes
     * @param outputs the registry that the serializer uses
     */
    OutcomeWriter(
            StreamTopics topics,
            NoteChoices notes,
            Serializer<GenericRecord> serializer,
            int largestBytes,
            OutcomeBooks books,
            SourcePartitioner partitioner,
            OutputRegistry outputs) {
        this.topics = topics;
        this.notes = notes;
        this.serializer = serializer;
        this.largestBytes = largestBytes;
        this.books = books;
        this.partitioner = partitioner;
        this.outputs = outputs;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        books.counts().begin(context.taskId().partition());
    }

    @Override
    public void process(Record<byte[], Imputed<GenericRecord>> came) {
        Record<byte[], Imputed<GenericRecord>> record = came.value() == null ? came : withoutSchemaId(came);
        ProcessorContext<byte[], byte[]> forward = Objects.requireNonNull(context, "init comes first");
        RecordMetadata place = forward.recordMetadata().orElseThrow();
        partitioner.at(place.partition());
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        Imputed<GenericRecord> outcome = record.value();
        if (outcome == null) {
            String aside = books.setAside().reason(partition, place.offset());
            if (aside != null) {
                throw new UnusableRecordException(
                        "record " + source(place) + " is set aside without key and value: " + aside);
            }
            GenericRecord passing = books.hand().passing();
            forward.forward(passedOn(record, passing, place), NodeNames.IMPUTED);
            Outcome passed = passing == null ? Outcome.TOMBSTONE : Outcome.PASSED;
            books.counts().outcome(partition, place.offset(), passed);
            return;
        }
        byte[] imputed;
        byte[] latent = null;
        List<byte[]> scores = new ArrayList<>(outcome.scores().size());
        try {
            imputed = imputed(outcome.toRecord());
            if (notes.hasLatentsTopic()) {
                latent = serialize(topics.latents(), outcome.toLatentRecord());
            }
            for (MaskedScore score : outcome.scores()) {
                scores.add(serialize(topics.scores(), NoteSchemas.written(score)));
            }
        } catch (SerializationException unusable) {
            throw new UnusableRecordException("record " + source(place) + ": " + unusable.getMessage(), unusable);
        }
        forward.forward(
                notes.hasNote()
                                && outcome.partners().isEmpty()
                                && record.headers().lastHeader(PARTNER_HEADER) == null
                        ? record.withValue(imputed)
                        : record.withValue(imputed).withHeaders(headers(record, outcome, place)),
                NodeNames.IMPUTED);
        if (latent != null) {
            forward.forward(record.withValue(latent), NodeNames.LATENTS);
        }
        for (byte[] score : scores) {
            forward.forward(record.withValue(score), NodeNames.SCORES);
        }
        books.hand().wrote();
        books.counts().outcome(partition, place.offset(), Outcome.IMPUTED);
    }

    /** A schema that the registry refuses is the record's own fault where others were taken; where none was, all wait. */
    private byte[] imputed(GenericRecord record) {
        try {
            return serialize(topics.imputed(), record);
        } catch (SchemaRefusedException refused) {
            if (!outputs.hasAccepted()) {
                throw refused;
            }
            throw new SerializationException(refused.getMessage(), refused);
        }
    }

    /** Names source and generation of a filled record without a note, and the partners that it was filled with. */
    private Headers headers(
            Record<byte[], Imputed<GenericRecord>> record, Imputed<GenericRecord> outcome, RecordMetadata place) {
        Headers headers = new RecordHeaders(record.headers());
        if (!notes.hasNote()) {
            headers.add(SOURCE_HEADER, source(place).toString().getBytes(StandardCharsets.UTF_8));
            headers.add(
                    GENERATION_HEADER,
                    Long.toString(outcome.imputation().getGeneration()).getBytes(StandardCharsets.UTF_8));
        }
        headers.remove(PARTNER_HEADER);
        for (String partner : outcome.partners()) {
            headers.add(PARTNER_HEADER, partner.getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static Source source(RecordMetadata place) {
        return new Source(place.topic(), place.partition(), place.offset());
    }

    /** Outputs have the schema's id before the value; a header with the input's would mislead. */
    private static Record<byte[], Imputed<GenericRecord>> withoutSchemaId(
            Record<byte[], Imputed<GenericRecord>> record) {
        if (record.headers().lastHeader(WireFormat.ID_HEADER) == null) {
            return record;
        }
        Headers headers = new RecordHeaders(record.headers());
        headers.remove(WireFormat.ID_HEADER);
        return record.withHeaders(headers);
    }

    private Record<byte[], byte[]> passedOn(
            Record<byte[], Imputed<GenericRecord>> record, @Nullable GenericRecord passing, RecordMetadata place) {
        byte[] value = null;
        if (passing != null) {
            boolean inHeader = record.headers().lastHeader(WireFormat.ID_HEADER) != null;
            if (passing instanceof JsonRecord) {
                value = (inHeader ? PLAIN : serializer).serialize(topics.imputed(), passing);
            } else {
                // Its schema's id stays where it was.
                byte[] frame = outputs.passing().serialize(topics.imputed(), passing);
                value = inHeader ? WireFormat.unframed(frame) : frame;
            }
        }
        if (value != null && value.length > largestBytes) {
            throw new UnusableRecordException("record " + source(place) + " has " + value.length
                    + " bytes, but producer.max.request.size allows only " + largestBytes);
        }
        @SuppressWarnings("NullAway") // Kafka's contract: a null value is a tombstone.
        Record<byte[], byte[]> passed = new Record<>(record.key(), value, record.timestamp(), record.headers());
        passed.headers().add(SOURCE_HEADER, source(place).toString().getBytes(StandardCharsets.UTF_8));
        return passed;
    }

    private byte[] serialize(String topic, IndexedRecord value) {
        byte[] bytes = serializer.serialize(topic, (GenericRecord) value);
        if (bytes.length > largestBytes) {
            throw new UnusableRecordException("its output for " + topic + " has " + bytes.length
                    + " bytes, but producer.max.request.size allows only " + largestBytes);
        }
        return bytes;
    }
}
