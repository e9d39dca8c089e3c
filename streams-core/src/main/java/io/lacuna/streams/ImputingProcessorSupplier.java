package io.lacuna.streams;

import io.lacuna.internal.impute.ImputationListener;
import io.lacuna.internal.impute.ThreadImputers;
import io.lacuna.internal.partner.EnrichTopic;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

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
 * @param <K> the keys' class; keys are not used, but by {@link #withContext}
 * @param <V> the values' class: {@link GenericRecord}, or a class generated from an Avro schema
 */
public final class ImputingProcessorSupplier<K, V extends GenericRecord>
        implements FixedKeyProcessorSupplier<K, V, Imputed<V>> {
    private final ModelSource models;
    private final ImputationOptions options;
    private final ImputationListener listener;
    private final ThreadImputers pool;
    private final @Nullable KeyedStore<K> keyed;
    private final @Nullable PartnerTopics<K> partners;

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
        this(models, options, listener, null, null);
    }

    private ImputingProcessorSupplier(
            ModelSource models,
            ImputationOptions options,
            ImputationListener listener,
            @Nullable KeyedStore<K> keyed,
            @Nullable PartnerTopics<K> partners) {
        this.partners = partners;
        this.models = models;
        this.options = options;
        this.listener = listener;
        this.keyed = keyed;
        pool = new ThreadImputers(
                options.settings().inference(), options.settings().bounds());
    }

    /**
     * Fills with the past of each record's key if the model can: with the key's earlier records and the model's errors
     * on them. The memories are in a store of the task, with a changelog. Use it with exactly-once; otherwise a record
     * that is repeated after a failure is filled with its own memory.
     *
     * <pre>{@code
     * supplier.withContext(Stores.inMemoryKeyValueStore("readings-context"), new StringSerializer())
     * }</pre>
     *
     * @param store in memory or on disk; its name is unique in the topology
     * @param keys turns keys into the bytes under which they are remembered
     * @return a supplier with context
     */
    public ImputingProcessorSupplier<K, V> withContext(KeyValueBytesStoreSupplier store, Serializer<K> keys) {
        return new ImputingProcessorSupplier<>(
                models,
                options,
                listener,
                new KeyedStore<>(store, keys, options.settings().context()),
                partners);
    }

    /**
     * For Lacuna's own application, whose topology has a global store for each topic. Not part of the API.
     *
     * @param topics other topics whose records help to fill; none for no enrichment
     * @param keys turns keys into the bytes under which partners are found
     * @param values reads partners
     * @return a supplier with enrichment
     */
    public ImputingProcessorSupplier<K, V> withPartners(
            List<EnrichTopic> topics, Serializer<K> keys, Deserializer<GenericRecord> values) {
        return new ImputingProcessorSupplier<>(
                models,
                options,
                listener,
                keyed,
                topics.isEmpty() ? null : new PartnerTopics<>(List.copyOf(topics), keys, values));
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null where there are none.
    public Set<StoreBuilder<?>> stores() {
        return keyed == null ? null : Set.of(keyed.builder());
    }

    @Override
    public FixedKeyProcessor<K, V, Imputed<V>> get() {
        return new ImputingProcessor<>(models.generations(), options.settings(), pool, listener, keyed, partners);
    }
}
