package io.lacuna.internal.decoder;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A multilayer perceptron: ReLU after every layer except the last, which is linear. Immutable and safe for concurrent
 * use.
 *
 * @param layers at least one; the input width of each is the output width of the one before. A single layer is a linear
 *     map
 * @param linearPath a linear map from the network's input to its output, added to the last layer's result (its bias is
 *     zero); or null
 */
public record Network(List<Layer> layers, @Nullable Layer linearPath) {
    private static final int MAX_LAYERS = 16;
    private static final int MAX_HIDDEN = 1 << 14;

    public Network {
        layers = List.copyOf(layers);
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).in() != layers.get(l - 1).out()) {
                throw new IllegalArgumentException(
                        "layer " + l + " takes " + layers.get(l).in() + " numbers, but the layer before it gives "
                                + layers.get(l - 1).out());
            }
        }
        if (linearPath != null
                && (linearPath.in() != layers.get(0).in()
                        || linearPath.out() != layers.get(layers.size() - 1).out())) {
            throw new IllegalArgumentException("the linear path must lead from the network's input to its output");
        }
    }

    public int in() {
        return layers.get(0).in();
    }

    public int out() {
        return layers.get(layers.size() - 1).out();
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(layers.size());
        out.writeBoolean(linearPath != null);
        for (Layer layer : layers) {
            layer.write(out);
        }
        if (linearPath != null) {
            linearPath.write(out);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static Network read(DataInput in) throws IOException {
        int count = in.readByte();
        if (count < 1 || count > MAX_LAYERS) {
            throw new IOException("a network cannot have " + count + " layers");
        }
        boolean linear = in.readBoolean();
        List<Layer> layers = new ArrayList<>();
        for (int l = 0; l < count; l++) {
            layers.add(Layer.read(in));
            if (l < count - 1 && layers.get(l).out() > MAX_HIDDEN) {
                throw new IOException(
                        "a hidden layer cannot be " + layers.get(l).out() + " wide");
            }
        }
        try {
            return new Network(layers, linear ? Layer.read(in) : null);
        } catch (IllegalArgumentException mismatch) {
            throw new IOException(mismatch.getMessage());
        }
    }
}
