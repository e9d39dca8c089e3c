package io.lacuna.streams;

import io.lacuna.internal.impute.ImputationListener;
import io.lacuna.internal.impute.ThreadImputers;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;

/**
 * Fills the gaps of Avro records inside a topology of yours:
 *
 * <pre>{@code
 * ModelSource models = ModelSource.file(Path.of("sensors.model"));
 * KStream<String, Imputed<Reading>> filled = readings.processValues(new ImputingProcessorSupplier<>(models));
 * filled.mapValues(Imputed::value).to("readings-filled");
 * }</pre>
 *
 * <p>One record a call, nothing buffered. The same record, generation and options give the same values. A record that cannot be
 * filled throws {@link io.lacuna.streams.errors.UnusableRecordException}, which goes to Kafka Streams' processing exception
 * handler; a null value passes on as null. Safe to share between threads, as Kafka Streams asks of a supplier.
 *
 * @param <K> the keys' class; keys are not looked at
 * @param <V> the values' class: {@link GenericRecord}, or a class generated from an Avro schema
 */
public final class ImputingProcessorSupplier<K, V extends GenericRecord>
        implements FixedKeyProcessorSupplier<K, V, Imputed<V>> {
    private final ModelSource models;
    private final ImputationOptions options;
    private final ImputationListener listener;
    private final ThreadImputers pool;

    /** With {@link ImputationOptions#defaults}. */
    public ImputingProcessorSupplier(ModelSource models) {
        this(models, ImputationOptions.defaults());
    }

    public ImputingProcessorSupplier(ModelSource models, ImputationOptions options) {
        this(models, options, ImputationListener.SILENT);
    }

    /**
     * For Lacuna's own application, which counts what was filled.
     *
     * @param listener hears of each filled record
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
