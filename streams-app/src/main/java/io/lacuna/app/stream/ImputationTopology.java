package io.lacuna.app.stream;

import io.lacuna.app.generation.GenerationCatalog;
import io.lacuna.app.generation.ModelsProcessor;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: input records through the model to three topics, and the models topic into a global store beside it.
 *
 * <pre>
 * input  -&gt; records -&gt; impute -&gt; imputed, latents, scores
 * models -&gt; models  -&gt; admit (model-store, in memory, as bytes)
 * </pre>
 */
final class ImputationTopology {
    private ImputationTopology() {}

    static Topology build(
            TopologyNames names,
            ServingSettings settings,
            GenerationCatalog catalog,
            Deserializer<GenericRecord> deserializer,
            Serializer<GenericRecord> serializer,
            StreamMetrics metrics) {
        SourcePartitioner partitioner = new SourcePartitioner(metrics);
        ThreadImputers pool = new ThreadImputers(settings.inference());
        ByteArrayDeserializer read = new ByteArrayDeserializer();
        ByteArraySerializer write = new ByteArraySerializer();
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                TopologyNames.RECORDS,
                new ValidTimestamp(),
                read,
                deserializer,
                names.input());
        topology.addProcessor(
                TopologyNames.IMPUTE,
                () -> new ImputeProcessor(catalog, settings, names, serializer, metrics, partitioner, pool),
                TopologyNames.RECORDS);
        topology.addSink(TopologyNames.IMPUTED, names.imputed(), write, write, partitioner, TopologyNames.IMPUTE);
        topology.addSink(TopologyNames.LATENTS, names.latents(), write, write, partitioner, TopologyNames.IMPUTE);
        topology.addSink(TopologyNames.SCORES, names.scores(), write, write, partitioner, TopologyNames.IMPUTE);
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(TopologyNames.MODEL_STORE),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled(),
                TopologyNames.MODELS,
                new ValidTimestamp(),
                read,
                read,
                names.models(),
                TopologyNames.ADMIT,
                () -> new ModelsProcessor(TopologyNames.MODEL_STORE, catalog));
        return topology;
    }
}
