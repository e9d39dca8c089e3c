package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;
import java.util.List;

/**
 * A network at one input, with the derivative of its outputs with respect to that input. Mutable; one thread owns it.
 */
public final class NetworkSlope {
    private final NetworkWorkspace network;
    private final float[][][] transposed;
    private final float[][] gradients;
    private final int[] all;
    private final float[][] path;

    public NetworkSlope(Network layout) {
        network = new NetworkWorkspace(layout);
        List<Layer> layers = layout.layers();
        transposed = layers.stream().map(Layer::transposed).toArray(float[][][]::new);
        gradients = layers.stream().map(layer -> new float[layer.in()]).toArray(float[][]::new);
        Layer linear = layout.linearPath();
        path = linear == null ? new float[0][] : linear.transposed();
        all = new int[layout.out()];
        Arrays.setAll(all, o -> o);
    }

    /** The outputs at this input; valid until the next call. */
    public float[] forward(float[] in) {
        return network.forward(in);
    }

    /**
     * The derivative with respect to the input of the last {@link #forward}, from the derivative with respect to the
     * outputs; valid until the next call.
     */
    public float[] backward(float[] byOutput) {
        float[] above = byOutput;
        for (int l = transposed.length - 1; l >= 0; l--) {
            float[] below = gradients[l];
            Arrays.fill(below, 0);
            boolean last = l == transposed.length - 1;
            int[] active = last ? all : network.active(l);
            int count = last ? all.length : network.activeCount(l);
            MatrixProducts.addSelected(above, transposed[l], active, count, below, below.length);
            above = below;
        }
        if (path.length > 0) {
            MatrixProducts.addSelected(byOutput, path, all, all.length, above, above.length);
        }
        return above;
    }
}
