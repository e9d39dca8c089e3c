package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.numerics.ArrayLoops;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;
import java.util.List;

/**
 * The derivatives T of a decoder's {@link DecoderFeatures} with respect to its code, features x k, at the network's
 * current point. They depend only on which ReLUs are active. If few ReLUs switched since the last call, only the
 * resulting change is computed. Rows of inactive features are zero and are not computed.
 *
 * <p>Loops need long rows. So for a short code, there is one row of features for each of the k numbers; for a long
 * code, one row of k for each feature. Mutable; one thread owns it.
 */
public final class FeatureTangents {
    /** Codes of at least this many numbers are long. */
    private static final int LONG = 24;

    private final NetworkWorkspace network;
    private final int k;
    private final boolean isLong;

    /** [hidden layer]: its weights, one row per input for a short code, one row per unit for a long code. */
    private final float[][][] weights;

    /** [hidden layer]: its derivatives with respect to the code, in the same layout as the features' derivatives. */
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

    /**
     * Sets what does not depend on the point: the weights, if there is only one hidden layer; 1 for the parts of the
     * code that are features.
     */
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

    /** Discards all results, so that later ones do not depend on earlier calls. */
    void forget() {
        known = false;
    }

    /** Updates the derivatives to the network's current point. */
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

    /** Finds the units of the first layer that switched on (sign 1) or off (sign -1). */
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

    /**
     * Updates the second layer for the switched units of the first layer. The first layer's own tangents are constant.
     */
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

    /** A number that changes with the tangents. */
    long version() {
        return version;
    }

    /**
     * T' G T.
     *
     * @param gram G, features x features, symmetric
     * @param features indices of the active features
     * @param count number of active features
     * @param into k rows of k; the lower triangle is written
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

    /** Whether {@link #outputs} is the cheaper way to the outputs' derivatives. */
    boolean isShort() {
        return !isLong;
    }

    /**
     * The derivatives of the outputs with respect to a short code.
     *
     * @param rows weights: one row per feature, one number per output
     * @param into k rows; the first {@code outputs} numbers of each are overwritten
     */
    void outputs(float[][] rows, int[] features, int count, float[][] into, int outputs) {
        MatrixProducts.multiply(tangents, rows, features, count, into, codes, k, outputs);
    }

    /** One row of k numbers per feature; only the rows of the given features are valid. */
    float[][] byFeature(int[] features, int count) {
        for (int a = 0; a < k && !isLong; a++) {
            for (int i = 0; i < count; i++) {
                byFeature[features[i]][a] = tangents[a][features[i]];
            }
        }
        return byFeature;
    }

    /** Writes, for each of the k numbers of the code, a row with the derivatives of the given features. */
    public void byCode(int[] features, int count, float[][] into) {
        for (int a = 0; a < k; a++) {
            for (int i = 0; i < count; i++) {
                into[a][i] = isLong ? tangents[features[i]][a] : tangents[a][features[i]];
            }
        }
    }
}
