package io.lacuna.benchmarks.peer;

import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.registry.SchemaRegistry;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/** A topology from one topic to another that somebody would run in place of Lacuna. */
public enum Peer {
    /** Reads and writes each record. */
    PASS_THROUGH,
    /** {@link CarryForward} from a store in memory, with a changelog and Kafka Streams' cache. */
    LOCF_MEMORY,
    /** {@link CarryForward} from RocksDB, with a changelog and Kafka Streams' cache. */
    LOCF_ROCKSDB,
    /** {@link OnnxFill}: a network called once a record; no uncertainty. */
    ONNX;

    /** The name of its row. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The topology.
     *
     * @param d number of fields of the records, all of them numbers or null
     */
    public Topology topology(SchemaRegistry registry, String input, String output, int d) {
        Serde<GenericRecord> values =
                Serdes.serdeFrom(new AvroValueSerializer(registry), AvroValueDeserializer.generic(registry));
        StreamsBuilder builder = new StreamsBuilder();
        KStream<byte[], GenericRecord> records = builder.stream(
                input, Consumed.with(Serdes.ByteArray(), values).withOffsetResetPolicy(AutoOffsetReset.earliest()));
        filled(builder, records, d).to(output, Produced.with(Serdes.ByteArray(), values));
        return builder.build();
    }

    private KStream<byte[], GenericRecord> filled(
            StreamsBuilder builder, KStream<byte[], GenericRecord> records, int d) {
        return switch (this) {
            case PASS_THROUGH -> records;
            case LOCF_MEMORY -> carried(builder, records, d, Stores.inMemoryKeyValueStore(CarryForward.STORE));
            case LOCF_ROCKSDB -> carried(builder, records, d, Stores.persistentKeyValueStore(CarryForward.STORE));
            case ONNX -> {
                byte[] network = OnnxNetwork.bytes(d);
                yield records.processValues(() -> new OnnxFill(network, d));
            }
        };
    }

    private static KStream<byte[], GenericRecord> carried(
            StreamsBuilder builder, KStream<byte[], GenericRecord> records, int d, KeyValueBytesStoreSupplier store) {
        builder.addStateStore(Stores.keyValueStoreBuilder(store, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of()));
        return records.processValues(() -> new CarryForward(d), CarryForward.STORE);
    }
}
