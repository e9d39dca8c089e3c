package io.lacuna.app.stream.failure;

import io.lacuna.app.config.choice.OtherRecords;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.streams.Imputed;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the imputing processor: notes the current record of each thread, refuses records that cannot be decoded or have a wrong
 * timestamp, and decides about records whose type the model is not for.
 */
public final class HeldRecords implements FixedKeyProcessorSupplier<byte[], GenericRecord, Imputed<GenericRecord>> {
    private final FixedKeyProcessorSupplier<byte[], GenericRecord, Imputed<GenericRecord>> impute;
    private final RecordInHand hand;
    private final SetAside setAside;
    private final OtherRecords others;
    private final BiConsumer<OtherRecordTypeException, OtherRecords> met;
    private final FormatGuard formats;

    /**
     * @param others the action on records whose type the model is not for
     * @param met receives each such record, and the action taken
     */
    public HeldRecords(
            FixedKeyProcessorSupplier<byte[], GenericRecord, Imputed<GenericRecord>> impute,
            OutcomeBooks books,
            OtherRecords others,
            BiConsumer<OtherRecordTypeException, OtherRecords> met) {
        this.impute = impute;
        this.others = others;
        this.met = met;
        hand = books.hand();
        setAside = books.setAside();
        formats = books.formats();
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null where there are none.
    public Set<StoreBuilder<?>> stores() {
        return impute.stores();
    }

    @Override
    public FixedKeyProcessor<byte[], GenericRecord, Imputed<GenericRecord>> get() {
        return new Held(impute.get());
    }

    private final class Held implements FixedKeyProcessor<byte[], GenericRecord, Imputed<GenericRecord>> {
        private final FixedKeyProcessor<byte[], GenericRecord, Imputed<GenericRecord>> processor;
        private @Nullable FixedKeyProcessorContext<byte[], Imputed<GenericRecord>> context;

        Held(FixedKeyProcessor<byte[], GenericRecord, Imputed<GenericRecord>> processor) {
            this.processor = processor;
        }

        @Override
        public void init(FixedKeyProcessorContext<byte[], Imputed<GenericRecord>> context) {
            this.context = context;
            processor.init(context);
        }

        @Override
        public void process(FixedKeyRecord<byte[], GenericRecord> record) {
            Undecoded undecoded = record.value() instanceof Undecoded failed ? failed : null;
            if (undecoded == null) {
                formats.decoded(); // Also where its timestamp is refused below.
            }
            if (context != null) {
                context.recordMetadata().ifPresent(this::take);
            }
            hand.hold(record.key(), record.timestamp());
            if (undecoded != null) {
                hand.done(); // Where the whole input has another format, this record is not to blame.
                throw undecoded.failure();
            }
            try {
                processor.process(record);
            } catch (UnusableRecordException unusable) {
                if (!(unusable.getCause() instanceof OtherRecordTypeException other)) {
                    throw unusable;
                }
                met.accept(other, others);
                if (others == OtherRecords.DEAD_LETTER) {
                    throw unusable;
                }
                pass(record);
            }
            // Not after a failure: the handler of the thread's death needs the current record.
            hand.done();
        }

        @SuppressWarnings("NullAway") // There is no imputation; the record itself is in the hand.
        private void pass(FixedKeyRecord<byte[], GenericRecord> record) {
            hand.pass(record.value());
            Objects.requireNonNull(context, "init comes first").forward(record.withValue(null));
        }

        private void take(RecordMetadata place) {
            TopicPartition partition = new TopicPartition(place.topic(), place.partition());
            hand.take(partition, place.offset());
            String untimely = setAside.untimely(partition, place.offset());
            if (untimely != null) {
                throw new UnusableRecordException(
                        "record " + place.topic() + "-" + place.partition() + "@" + place.offset() + ": " + untimely);
            }
        }

        @Override
        public void close() {
            processor.close();
        }
    }
}
