package io.lacuna.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerTest {
    private static final Schema SCHEMA = SchemaBuilder.record("Reading")
            .fields()
            .optionalDouble("x0")
            .optionalDouble("x1")
            .optionalDouble("x2")
            .endRecord();
    private static final byte[] ONE_KEY = {1};
    private static final byte[] OTHER_KEY = {2};

    private InMemoryRegistry server;
    private SchemaRegistry registry;

    @BeforeEach
    void startRegistry() throws Exception {
        server = InMemoryRegistry.start(0);
        registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()));
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void observedValuesPassUnchanged(Peer peer) {
        List<GenericRecord> out = run(peer, List.of(ONE_KEY), List.of(record(1.0, 2.0, 3.0)));
        assertThat(cells(out.get(0))).containsExactly(1.0, 2.0, 3.0);
    }

    @Test
    void thePassThroughLeavesGaps() {
        List<GenericRecord> out = run(Peer.PASS_THROUGH, List.of(ONE_KEY), List.of(record(1.0, null, 3.0)));
        assertThat(cells(out.get(0))).containsExactly(1.0, null, 3.0);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCF_MEMORY", "LOCF_ROCKSDB"})
    void aGapTakesTheLastValueOfItsKey(Peer peer) {
        List<GenericRecord> out = run(
                peer,
                List.of(ONE_KEY, OTHER_KEY, ONE_KEY),
                List.of(record(1.0, 2.0, null), record(7.0, 8.0, 9.0), record(4.0, null, null)));
        assertThat(cells(out.get(2))).containsExactly(4.0, 2.0, null);
    }

    /** The reference is the network in plain loops. */
    @Test
    void onnxRuntimeComputesTheNetworkThatWasWritten() {
        List<GenericRecord> out = run(Peer.ONNX, List.of(ONE_KEY), List.of(record(0.5, null, -1.0)));
        float[] layer = {0.5f, 0, -1, 1, 0, 1};
        int[] widths = OnnxNetwork.widths(3);
        int layers = widths.length - 1;
        for (int i = 0; i < layers; i++) {
            float[] weights = OnnxNetwork.weights(i, widths[i], widths[i + 1]);
            float[] next = new float[widths[i + 1]];
            for (int to = 0; to < next.length; to++) {
                next[to] = weights[widths[i] * next.length + to];
                for (int from = 0; from < layer.length; from++) {
                    next[to] += layer[from] * weights[from * next.length + to];
                }
                next[to] = OnnxNetwork.isRectified(i, layers) ? Math.max(0, next[to]) : next[to];
            }
            layer = next;
        }
        assertThat((Double) out.get(0).get(1)).isCloseTo(layer[1], within(1e-4)).isNotZero();
    }

    private List<GenericRecord> run(Peer peer, List<byte[]> keys, List<GenericRecord> records) {
        Properties settings = new Properties();
        settings.put("application.id", peer.id());
        settings.put("bootstrap.servers", "none:1");
        try (TopologyTestDriver driver = new TopologyTestDriver(peer.topology(registry, "in", "out", 3), settings)) {
            TestInputTopic<byte[], GenericRecord> in =
                    driver.createInputTopic("in", new ByteArraySerializer(), new AvroValueSerializer(registry));
            TestOutputTopic<byte[], GenericRecord> out = driver.createOutputTopic(
                    "out", new ByteArrayDeserializer(), AvroValueDeserializer.generic(registry));
            List<GenericRecord> read = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                in.pipeInput(keys.get(i), records.get(i));
                read.add(out.readValue());
            }
            return read;
        }
    }

    private static GenericRecord record(Double... cells) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        for (int j = 0; j < cells.length; j++) {
            record.put(j, cells[j]);
        }
        return record;
    }

    private static List<Object> cells(GenericRecord record) {
        List<Object> cells = new ArrayList<>();
        for (int j = 0; j < 3; j++) {
            cells.add(record.get(j));
        }
        return cells;
    }
}
