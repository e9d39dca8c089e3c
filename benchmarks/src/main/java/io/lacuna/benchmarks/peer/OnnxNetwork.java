package io.lacuna.benchmarks.peer;

import io.lacuna.internal.data.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * A small variational autoencoder as an ONNX model: values and mask of a record, 2d numbers, through layers of 128, 128, 10, 128
 * and 128 to d means. Its weights are random: the time of a call does not depend on them. The fields are those of {@code
 * onnx.proto}, version 8 of the format, opset 13.
 */
final class OnnxNetwork {
    static final String INPUT = "x";
    static final String OUTPUT = "mean";

    private static final int[] HIDDEN = {128, 128, 10, 128, 128};

    /** The layer without ReLU between encoder and decoder: the code. */
    private static final int CODE = 2;

    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int FLOAT = 1;

    private OnnxNetwork() {}

    /** The widths of its layers: the input, the hidden layers, the output. */
    static int[] widths(int d) {
        int[] widths = new int[HIDDEN.length + 2];
        widths[0] = 2 * d;
        System.arraycopy(HIDDEN, 0, widths, 1, HIDDEN.length);
        widths[widths.length - 1] = d;
        return widths;
    }

    /** Whether a ReLU follows the layer; none follows the code and the output. */
    static boolean isRectified(int layer, int layers) {
        return layer != CODE && layer != layers - 1;
    }

    /** The weights of a layer, [in * out + out]: the matrix row by row, an input each, then the biases. */
    static float[] weights(int layer, int in, int out) {
        SplittableRandom random = Seeds.random(layer, "onnx");
        float[] weights = new float[in * out + out];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() / Math.sqrt(in));
        }
        return weights;
    }

    /** The model for records of d numbers. */
    static byte[] bytes(int d) {
        ProtoMessage graph = new ProtoMessage();
        int[] widths = widths(d);
        int layers = widths.length - 1;
        String from = INPUT;
        for (int layer = 0; layer < layers; layer++) {
            boolean rectified = isRectified(layer, layers);
            String to = layer == layers - 1 ? OUTPUT : "sum" + layer;
            graph.message(1, node("Gemm", to, from, "w" + layer, "b" + layer));
            if (rectified) {
                graph.message(1, node("Relu", "relu" + layer, to));
            }
            from = rectified ? "relu" + layer : to;
        }
        graph.string(2, "vae");
        for (int layer = 0; layer < layers; layer++) {
            int in = widths[layer];
            int out = widths[layer + 1];
            float[] weights = weights(layer, in, out);
            graph.message(5, tensor("w" + layer, weights, 0, in, out));
            graph.message(5, tensor("b" + layer, weights, in * out, out));
        }
        graph.message(11, value(INPUT, widths[0]));
        graph.message(12, value(OUTPUT, d));
        return new ProtoMessage()
                .varint(1, IR_VERSION)
                .string(2, "lacuna-benchmarks")
                .message(7, graph)
                .message(8, new ProtoMessage().string(1, "").varint(2, OPSET))
                .toBytes();
    }

    private static ProtoMessage node(String operator, String output, String... inputs) {
        ProtoMessage node = new ProtoMessage();
        for (String input : inputs) {
            node.string(1, input);
        }
        return node.string(2, output).string(3, output).string(4, operator);
    }

    /** A tensor of the weights from an index on. */
    private static ProtoMessage tensor(String name, float[] weights, int from, int... shape) {
        ProtoMessage tensor = new ProtoMessage();
        int size = 1;
        for (int length : shape) {
            tensor.varint(1, length);
            size *= length;
        }
        ByteBuffer raw = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(weights, from, size);
        return tensor.varint(2, FLOAT).string(8, name).bytes(9, raw.array());
    }

    /** A row of floats. */
    private static ProtoMessage value(String name, int width) {
        ProtoMessage shape = new ProtoMessage()
                .message(1, new ProtoMessage().varint(1, 1))
                .message(1, new ProtoMessage().varint(1, width));
        ProtoMessage type = new ProtoMessage()
                .message(1, new ProtoMessage().varint(1, FLOAT).message(2, shape));
        return new ProtoMessage().string(1, name).message(2, type);
    }
}
