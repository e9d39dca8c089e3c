package io.lacuna.inference;

import io.lacuna.decoder.Layer;
import io.lacuna.decoder.Network;
import java.util.Arrays;
import java.util.List;

/**
 * The derivatives T of a decoder's {@link DecoderFeatures} by its code, features x k, at the point where its network stands.
 * They depend on nothing but which ReLUs are on, and are made anew only where that has changed; of a feature that is off
 * they are zero, and not computed. Loops want long rows: of a short code each of the k numbers has a row of features, of a
 * long one each feature a row of k. Mutable, owned by one thread.
 */
final class FeatureTangents {
    /** Codes from this size on are long. */
    private static final int LONG = 24;

    private final NetworkWorkspace network;
    private final int k;
    private final boolean isLong;

    /** Of each hidden layer the weights, a row for each input or, of a long code, for each unit. */
    private final float[][][] weights;

    /** Of each hidden layer the derivatives by the code, laid out as those of the features. */
    private final float[][][] layers;

    private final float[][] tangents;
    private final float[][] product;
    private final float[][] chosen;
    private final float[][] chosenProduct;
    private final float[][] byFeature;
    private final int[] codes;
    private final int[][] active;
    private final int[] activeCount;
    private long version;

    FeatureTangents(Network layout, NetworkWorkspace network, int width) {
        this.network = network;
        k = layout.in();
        isLong = k >= LONG;
        List<Layer> hidden = layout.layers().subList(0, layout.layers().size() - 1);
        weights = hidden.stream()
                .map(layer -> isLong ? layer.transposed() : layer.weights())
                .toArray(float[][][]::new);
        tangents = rows(width);
        product = rows(width);
        chosen = new float[k][width];
        chosenProduct = new float[k][width];
        byFeature = isLong ? tangents : new float[width][k];
        codes = new int[k];
        Arrays.setAll(codes, a -> a);
        active = hidden.stream().map(layer -> new int[layer.out()]).toArray(int[][]::new);
        activeCount = new int[hidden.size()];
        layers = new float[hidden.size()][][];
        for (int l = 0; l < layers.length; l++) {
            layers[l] = l == layers.length - 1
                    ? tangents
                    : l == 0 ? weights[0] : rows(hidden.get(l).out());
        }
        setConstants(width);
    }

    private float[][] rows(int units) {
        return isLong ? new float[units][k] : new float[k][units];
    }

    /** What does not depend on a point: of one hidden layer alone its weights, of the code as a feature 1. */
    private void setConstants(int width) {
        for (int r = 0; layers.length == 1 && r < weights[0].length; r++) {
            System.arraycopy(weights[0][r], 0, tangents[r], 0, weights[0][r].length);
        }
        int units = layers.length == 0 ? 0 : active[layers.length - 1].length;
        for (int h = units; h < width; h++) {
            int a = (h - units) % k;
            tangents[isLong ? h : a][isLong ? a : h] = 1;
        }
    }

    /** Comes up to the network's point. */
    void update() {
        boolean same = version > 0;
        for (int l = 0; l < layers.length; l++) {
            int count = network.activeCount(l);
            same &= Arrays.equals(active[l], 0, activeCount[l], network.active(l), 0, count);
            System.arraycopy(network.active(l), 0, active[l], 0, count);
            activeCount[l] = count;
        }
        if (same) {
            return;
        }
        version++;
        for (int l = 1; l < layers.length; l++) {
            int[] below = active[l - 1];
            if (isLong) {
                FloatLanes.multiply(
                        weights[l], layers[l - 1], below, activeCount[l - 1], layers[l], active[l], activeCount[l], k);
            } else {
                int units = active[l].length;
                FloatLanes.multiply(layers[l - 1], weights[l], below, activeCount[l - 1], layers[l], codes, k, units);
            }
        }
    }

    /** As long as this is the same, so are the tangents. */
    long version() {
        return version;
    }

    /**
     * T' G T.
     *
     * @param gram G, features x features, symmetric
     * @param features those that are not off, the first {@code count} of them
     * @param into k rows of k, of which the lower triangle is written
     */
    void square(float[][] gram, int[] features, int count, float[][] into) {
        if (isLong) {
            FloatLanes.multiply(gram, tangents, features, count, product, features, count, k);
            for (float[] row : into) {
                Arrays.fill(row, 0);
            }
            FloatLanes.addSymmetric(product, tangents, features, count, 1, into, k);
        } else {
            FloatLanes.multiply(tangents, gram, features, count, product, codes, k, gram.length);
            for (int a = 0; a < k; a++) {
                FloatLanes.gather(tangents[a], features, count, chosen[a]);
                FloatLanes.gather(product[a], features, count, chosenProduct[a]);
            }
            FloatLanes.symmetricDots(chosenProduct, chosen, count, into, k);
        }
    }

    /** A row of k for each feature; only the rows of those named are of this point. */
    float[][] byFeature(int[] features, int count) {
        for (int a = 0; a < k && !isLong; a++) {
            for (int i = 0; i < count; i++) {
                byFeature[features[i]][a] = tangents[a][features[i]];
            }
        }
        return byFeature;
    }

    /** Writes a row of the named features, side by side, for each of the k numbers. */
    void byCode(int[] features, int count, float[][] into) {
        for (int a = 0; a < k; a++) {
            for (int i = 0; i < count; i++) {
                into[a][i] = isLong ? tangents[features[i]][a] : tangents[a][features[i]];
            }
        }
    }
}
