package io.lacuna.app.stream;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.app.config.choice.OtherRecords;
import io.lacuna.app.stream.failure.HeldRecords;
import io.lacuna.app.stream.failure.InTurnDeserializer;
import io.lacuna.app.stream.failure.OutcomeBooks;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.ModelBudget;
import io.lacuna.internal.generation.ModelsProcessor;
import io.lacuna.internal.generation.NeededModels;
import io.lacuna.internal.generation.StreamTopics;
import io.lacuna.internal.impute.ServingSettings;
import io.lacuna.internal.keyed.KeyBytes;
import io.lacuna.internal.partner.EnrichTopic;
import io.lacuna.internal.partner.PartnerProcessor;
import io.lacuna.streams.ImputationOptions;
import io.lacuna.streams.Imputed;
import io.lacuna.streams.ImputingProcessorSupplier;
import io.lacuna.streams.ModelSource;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: input records pass through the model to three topics; the models topic feeds a global store.
 *
 * <pre>
 * inputs -&gt; records -&gt; impute (context, with a changelog) -&gt; write -&gt; imputed, latents, scores
 * models -&gt; models  -&gt; admit (model-store, in memory, as bytes)
 * partners of each topic -&gt; join (a global store, in memory, as bytes; or a store of impute's task, with a changelog)
 * </pre>
 */
final class ImputationTopology {
    private ImputationTopology() {}

    /**
     * @param inputs the input topics
     * @param partners other topics whose records help to fill
     * @param context where keys are remembered
     * @param others the action on records whose type the model is not for
     * @param largestBytes largest value that may be written
     * @param outputs the registry that the serializer uses
     * @param books records the outcomes
     * @param budget limits the models kept from the models topic
     * @param needed models that must be kept
     */
    static Topology build(
            InputTopics inputs,
            StreamTopics topics,
            ServingSettings settings,
            List<EnrichTopic> partners,
            ContextStore context,
            OtherRecords others,
            int largestBytes,
            GenerationCatalog catalog,
            Deserializer<GenericRecord> deserializer,
            Serializer<GenericRecord> serializer,
            OutputRegistry outputs,
            StreamMetrics metrics,
            OutcomeBooks books,
            ModelBudget budget,
            NeededModels needed) {
        SourcePartitioner partitioner = new SourcePartitioner(metrics);
        StreamsBuilder builder = new StreamsBuilder();
        ImputingProcessorSupplier<byte[], GenericRecord> alone = new ImputingProcessorSupplier<byte[], GenericRecord>(
                        ModelSource.of(catalog),
                        ImputationOptions.of(settings),
                        new FilledRecords(
                                metrics,
                                books.hand(),
                                new KeyBytes<>(
                                        new ByteArraySerializer(),
                                        settings.context().keyField())))
                .withPartners(partners, new ByteArraySerializer(), deserializer);
        ImputingProcessorSupplier<byte[], GenericRecord> impute = switch (context) {
            case NONE -> alone;
            case MEMORY ->
                alone.withContext(Stores.inMemoryKeyValueStore(NodeNames.CONTEXT_STORE), new ByteArraySerializer());
            case ROCKSDB ->
                alone.withContext(Stores.persistentKeyValueStore(NodeNames.CONTEXT_STORE), new ByteArraySerializer());
        };
        Consumed<byte[], GenericRecord> consumed = Consumed.with(
                        Serdes.ByteArray(), Serdes.serdeFrom(serializer, new InTurnDeserializer(deserializer)))
                .withName(NodeNames.RECORDS)
                .withTimestampExtractor(new ValidTimestamp())
                .withOffsetResetPolicy(AutoOffsetReset.earliest());
        KStream<byte[], GenericRecord> records = inputs instanceof InputTopics.Matching matching
                ? builder.stream(matching.subscription(), consumed)
                : builder.stream(inputs.among(List.of()), consumed);
        records.processValues(new HeldRecords(impute, books, others, metrics::otherType), Named.as(NodeNames.IMPUTE));
        Topology topology = builder.build();
        topology.<byte[], Imputed<GenericRecord>, byte[], byte[]>addProcessor(
                NodeNames.WRITE,
                () -> new OutcomeWriter(
                        topics, settings.notes(), serializer, largestBytes, books, partitioner, outputs),
                NodeNames.IMPUTE);
        ByteArraySerializer write = new ByteArraySerializer();
        topology.addSink(NodeNames.IMPUTED, topics.imputed(), write, write, partitioner, NodeNames.WRITE);
        if (settings.notes().hasLatentsTopic()) {
            topology.addSink(NodeNames.LATENTS, topics.latents(), write, write, partitioner, NodeNames.WRITE);
        }
        topology.addSink(NodeNames.SCORES, topics.scores(), write, write, partitioner, NodeNames.WRITE);
        ByteArrayDeserializer read = new ByteArrayDeserializer();
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(NodeNames.MODEL_STORE),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled(),
                NodeNames.MODELS,
                new ValidTimestamp(),
                read,
                read,
                topics.models(),
                NodeNames.ADMIT,
                () -> new ModelsProcessor(NodeNames.MODEL_STORE, catalog, budget, needed));
        for (EnrichTopic partner : partners) {
            if (partner.partitioned()) {
                addPartitioned(topology, partner, context);
            } else {
                addGlobal(topology, partner);
            }
        }
        return topology;
    }

    /** The partners of a partition are in the task that fills its records, and change in its transactions. */
    private static void addPartitioned(Topology topology, EnrichTopic partner, ContextStore kind) {
        ByteArrayDeserializer read = new ByteArrayDeserializer();
        String join = NodeNames.JOIN + partner.topic();
        String source = NodeNames.PARTNERS + partner.topic();
        topology.addSource(AutoOffsetReset.earliest(), source, new ValidTimestamp(), read, read, partner.topic());
        topology.addProcessor(join, () -> new PartnerProcessor(partner), source);
        KeyValueBytesStoreSupplier store = kind == ContextStore.ROCKSDB
                ? Stores.persistentKeyValueStore(partner.storeName())
                : Stores.inMemoryKeyValueStore(partner.storeName());
        topology.addStateStore(
                Stores.keyValueStoreBuilder(store, Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of()),
                join,
                NodeNames.IMPUTE);
    }

    private static void addGlobal(Topology topology, EnrichTopic partner) {
        ByteArrayDeserializer read = new ByteArrayDeserializer();
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(partner.storeName()), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                NodeNames.PARTNERS + partner.topic(),
                new ValidTimestamp(),
                read,
                read,
                partner.topic(),
                NodeNames.JOIN + partner.topic(),
                () -> new PartnerProcessor(partner));
    }
}
