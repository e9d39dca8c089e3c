package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.numerics.ArrayLoops;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;
import java.util.List;

/**
 * The derivatives T of a decoder's {@link DecoderFeatures} by its code, features x k, at the point where its network stands.
 * They depend on nothing but which ReLUs are on, and where few have switched since they were last asked for, only what
 * these change is computed; of a feature that is off they are zero, and not computed at all.
 *
 * <p>Loops want long rows: of a short code each of the k numbers has a row of features, of a long one each feature a row
 * of k. Mutable, owned by one thread.
 */
public final class FeatureTangents {
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
    private final int[] switched;
    private final float[] sign;
    private final float[] change;
    private int switchedCount;
    private boolean known;
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
        int first = hidden.isEmpty() ? 0 : active[0].length;
        switched = new int[first];
        sign = new float[first];
        change = new float[first];
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

    /** Begins anew, so that what follows does not depend on what was asked for before. */
    void forget() {
        known = false;
    }

    /** Comes up to the network's point. */
    void update() {
        boolean same = known;
        for (int l = 0; l < layers.length; l++) {
            same &= Arrays.equals(active[l], 0, activeCount[l], network.active(l), 0, network.activeCount(l));
        }
        if (same) {
            return;
        }
        version++;
        if (layers.length > 1) {
            findSwitched();
        }
        for (int l = 0; l < layers.length; l++) {
            int[] on = network.active(l);
            int count = network.activeCount(l);
            if (l == 1 && known && 2 * switchedCount < network.activeCount(0)) {
                addSwitched(on, count);
            } else if (l > 0) {
                multiply(l, on, count);
            }
            System.arraycopy(on, 0, active[l], 0, count);
            activeCount[l] = count;
        }
        known = true;
    }

    private void multiply(int l, int[] on, int count) {
        int[] below = network.active(l - 1);
        int belowCount = network.activeCount(l - 1);
        if (isLong) {
            MatrixProducts.multiply(weights[l], layers[l - 1], below, belowCount, layers[l], on, count, k);
        } else {
            MatrixProducts.multiply(
                    layers[l - 1], weights[l], below, belowCount, layers[l], codes, k, active[l].length);
        }
    }

    /** The units of the first layer that are on and were not, and the other way round, with the sign of what they add. */
    private void findSwitched() {
        Arrays.fill(sign, 0);
        for (int i = 0; i < network.activeCount(0); i++) {
            sign[network.active(0)[i]] = 1;
        }
        for (int i = 0; i < activeCount[0]; i++) {
            sign[active[0][i]]--;
        }
        switchedCount = 0;
        for (int h = 0; h < sign.length; h++) {
            switched[switchedCount] = h;
            switchedCount += sign[h] == 0 ? 0 : 1;
        }
    }

    /** Of the second layer what the switched units of the first one change; the first one's own tangents never do. */
    private void addSwitched(int[] on, int count) {
        if (!isLong) {
            for (int a = 0; a < k; a++) {
                sign(layers[0][a]);
                MatrixProducts.addSelected(change, weights[1], switched, switchedCount, layers[1][a], active[1].length);
            }
            return;
        }
        int before = 0;
        for (int i = 0; i < count; i++) {
            int h = on[i];
            while (before < activeCount[1] && active[1][before] < h) {
                before++;
            }
            if (before < activeCount[1] && active[1][before] == h) {
                sign(weights[1][h]);
                MatrixProducts.addSelected(change, layers[0], switched, switchedCount, layers[1][h], k);
            } else {
                Arrays.fill(layers[1][h], 0);
                MatrixProducts.addSelected(
                        weights[1][h], layers[0], network.active(0), network.activeCount(0), layers[1][h], k);
            }
        }
    }

    private void sign(float[] numbers) {
        for (int i = 0; i < switchedCount; i++) {
            change[switched[i]] = sign[switched[i]] * numbers[switched[i]];
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
            MatrixProducts.multiply(gram, tangents, features, count, product, features, count, k);
            for (float[] row : into) {
                Arrays.fill(row, 0);
            }
            MatrixProducts.addSymmetric(product, tangents, features, count, 1, into, k);
        } else {
            MatrixProducts.multiply(tangents, gram, features, count, product, codes, k, gram.length);
            for (int a = 0; a < k; a++) {
                ArrayLoops.gather(tangents[a], features, chosen[a], count);
                ArrayLoops.gather(product[a], features, chosenProduct[a], count);
            }
            MatrixProducts.symmetricDots(chosenProduct, chosen, count, into, k);
        }
    }

    /** Whether {@link #outputs} is the shorter way to the outputs' derivatives. */
    boolean isShort() {
        return !isLong;
    }

    /**
     * The derivatives of outputs that are a linear function of the features, by a short code.
     *
     * @param rows a row of outputs for each feature
     * @param into k rows of outputs, of which the first {@code outputs} numbers are overwritten
     */
    void outputs(float[][] rows, int[] features, int count, float[][] into, int outputs) {
        MatrixProducts.multiply(tangents, rows, features, count, into, codes, k, outputs);
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
    public void byCode(int[] features, int count, float[][] into) {
        for (int a = 0; a < k; a++) {
            for (int i = 0; i < count; i++) {
                into[a][i] = isLong ? tangents[features[i]][a] : tangents[a][features[i]];
            }
        }
    }
}
