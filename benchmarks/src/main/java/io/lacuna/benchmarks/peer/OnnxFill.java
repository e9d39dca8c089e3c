package io.lacuna.benchmarks.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills missing numbers with the output of a network, called through ONNX Runtime once a record on the stream thread. The tensors
 * of input and output are made once and reused, the quickest way to call it. Mutable; one stream thread owns it.
 */
final class OnnxFill implements FixedKeyProcessor<byte[], GenericRecord, GenericRecord> {
    private final byte[] network;
    private final int d;
    private @Nullable FixedKeyProcessorContext<byte[], GenericRecord> context;
    private @Nullable Call call;

    /**
     * @param network bytes of the model
     * @param d number of fields
     */
    OnnxFill(byte[] network, int d) {
        this.network = network.clone();
        this.d = d;
    }

    /** A session with its tensors. */
    private record Call(
            OrtSession session,
            FloatBuffer in,
            FloatBuffer out,
            Map<String, OnnxTensor> inputs,
            Map<String, OnnxTensor> outputs) {

        static Call of(byte[] network, int d) throws OrtException {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                FloatBuffer in = direct(2 * d);
                FloatBuffer out = direct(d);
                return new Call(
                        environment.createSession(network, options),
                        in,
                        out,
                        Map.of(OnnxNetwork.INPUT, OnnxTensor.createTensor(environment, in, new long[] {1, 2L * d})),
                        Map.of(OnnxNetwork.OUTPUT, OnnxTensor.createTensor(environment, out, new long[] {1, d})));
            }
        }

        private static FloatBuffer direct(int length) {
            return ByteBuffer.allocateDirect(length * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        void run() throws OrtException {
            session.run(inputs, outputs).close();
        }

        void close() throws OrtException {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
            session.close();
        }
    }

    @Override
    public void init(FixedKeyProcessorContext<byte[], GenericRecord> to) {
        context = to;
        try {
            call = Call.of(network, d);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not take the network: " + e.getMessage(), e);
        }
    }

    @Override
    public void process(FixedKeyRecord<byte[], GenericRecord> record) {
        Call network = Objects.requireNonNull(call);
        GenericRecord value = record.value();
        for (int j = 0; j < d; j++) {
            Object cell = value.get(j);
            network.in().put(j, cell instanceof Double observed ? observed.floatValue() : 0);
            network.in().put(d + j, cell == null ? 0 : 1);
        }
        try {
            network.run();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
        for (int j = 0; j < d; j++) {
            if (value.get(j) == null) {
                value.put(j, (double) network.out().get(j));
            }
        }
        Objects.requireNonNull(context).forward(record);
    }

    @Override
    public void close() {
        Call open = call;
        call = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not close: " + e.getMessage(), e);
        }
    }
}
