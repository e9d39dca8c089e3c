package io.lacuna.internal.training.mixture;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that a relay mixture is fitted to, in one marginal space. Immutable by convention: nobody writes to its
 * arrays.
 *
 * @param y n arrays of d continuous cells; NaN = missing
 * @param categories n arrays of f label indices; -1 = missing
 * @param labels number of labels of each of the f categorical features
 * @param weights n weights, such as how often a bootstrap sample contains the row
 */
record RelayRows(double[][] y, int[][] categories, int[] labels, double[] weights) {

    int size() {
        return y.length;
    }

    int continuous() {
        return y.length == 0 ? 0 : y[0].length;
    }

    /** The rows at these indices, with other weights. */
    RelayRows select(int[] places, double[] otherWeights) {
        double[][] some = new double[places.length][];
        int[][] someCategories = new int[places.length][];
        for (int i = 0; i < places.length; i++) {
            some[i] = y[places[i]];
            someCategories[i] = categories[places[i]];
        }
        return new RelayRows(some, someCategories, labels, otherWeights);
    }

    /** The indices of the rows, those with the same missing numbers together, in the order of the first of them. */
    int[][] patterns() {
        Map<BitSet, List<Integer>> patterns = new LinkedHashMap<>();
        for (int i = 0; i < size(); i++) {
            BitSet observed = new BitSet(continuous());
            for (int j = 0; j < continuous(); j++) {
                observed.set(j, !Double.isNaN(y[i][j]));
            }
            patterns.computeIfAbsent(observed, unseen -> new ArrayList<>()).add(i);
        }
        return patterns.values().stream()
                .map(alike -> alike.stream().mapToInt(i -> i).toArray())
                .toArray(int[][]::new);
    }

    /** Weighted mean of each continuous column over its observed cells; 0 if there are none. */
    double[] columnMeans() {
        double[] sum = new double[continuous()];
        double[] weight = new double[continuous()];
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j < sum.length; j++) {
                if (!Double.isNaN(y[i][j])) {
                    sum[j] += weights[i] * y[i][j];
                    weight[j] += weights[i];
                }
            }
        }
        for (int j = 0; j < sum.length; j++) {
            sum[j] = weight[j] > 0 ? sum[j] / weight[j] : 0;
        }
        return sum;
    }

    /** Shares of the labels of each categorical column, with half a cell added to each label. */
    double[][] columnShares() {
        double[][] shares = new double[labels.length][];
        for (int f = 0; f < shares.length; f++) {
            shares[f] = new double[labels[f]];
            double total = 0;
            for (int i = 0; i < size(); i++) {
                int c = categories[i][f];
                if (c >= 0) {
                    shares[f][c] += weights[i];
                    total += weights[i];
                }
            }
            for (int c = 0; c < shares[f].length; c++) {
                shares[f][c] = (shares[f][c] + 0.5) / (total + 0.5 * shares[f].length);
            }
        }
        return shares;
    }
}
