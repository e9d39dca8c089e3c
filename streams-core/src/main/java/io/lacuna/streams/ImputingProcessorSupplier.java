package io.lacuna.streams;

import io.lacuna.internal.impute.ImputationListener;
import io.lacuna.internal.impute.ThreadImputers;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;

/**
 * Fills the gaps of Avro records inside your own topology:
 *
 * <pre>{@code
 * ModelSource models = ModelSource.file(Path.of("sensors.model"));
 * KStream<String, Imputed<Reading>> filled = readings.processValues(new ImputingProcessorSupplier<>(models));
 * filled.mapValues(Imputed::value).to("readings-filled");
 * }</pre>
 *
 * <p>It fills one record per call and buffers nothing. The same record, generation and options give the same values. A
 * record that cannot be filled causes an {@link io.lacuna.streams.errors.UnusableRecordException}, which goes to the
 * processing exception handler of Kafka Streams. A null value passes on as null. Safe for concurrent use, as Kafka
 * Streams requires of a supplier.
 *
 * @param <K> the keys' class; keys are not used
 * @param <V> the values' class: {@link GenericRecord}, or a class generated from an Avro schema
 */
public final class ImputingProcessorSupplier<K, V extends GenericRecord>
        implements FixedKeyProcessorSupplier<K, V, Imputed<V>> {
    private final ModelSource models;
    private final ImputationOptions options;
    private final ImputationListener listener;
    private final ThreadImputers pool;

    /**
     * With {@link ImputationOptions#defaults}.
     *
     * @param models where the model comes from
     */
    public ImputingProcessorSupplier(ModelSource models) {
        this(models, ImputationOptions.defaults());
    }

    /**
     * With options.
     *
     * @param models where the model comes from
     * @param options how records are filled
     */
    public ImputingProcessorSupplier(ModelSource models, ImputationOptions options) {
        this(models, options, ImputationListener.SILENT);
    }

    /**
     * For Lacuna's own application, which counts what was filled. Not part of the API.
     *
     * @param models where the model comes from
     * @param options how records are filled
     * @param listener receives each filled record
     */
    public ImputingProcessorSupplier(ModelSource models, ImputationOptions options, ImputationListener listener) {
        this.models = models;
        this.options = options;
        this.listener = listener;
        pool = new ThreadImputers(options.settings().inference());
    }

    @Override
    public FixedKeyProcessor<K, V, Imputed<V>> get() {
        return new ImputingProcessor<>(models.generations(), options.settings(), pool, listener);
    }
}
