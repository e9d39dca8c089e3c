package io.lacuna.training;

/**
 * The rows a relay mixture is fitted to, in one marginal space.
 *
 * @param y n arrays of d continuous cells; NaN = missing
 * @param categories n arrays of f label indices; -1 = missing
 * @param labels number of labels of each of the f categorical features
 * @param weights n weights, such as how often a bootstrap drew the row
 */
record RelayRows(double[][] y, int[][] categories, int[] labels, double[] weights) {

    int size() {
        return y.length;
    }

    int continuous() {
        return y.length == 0 ? 0 : y[0].length;
    }

    /** Those rows, with other weights. */
    RelayRows select(int[] places, double[] otherWeights) {
        double[][] some = new double[places.length][];
        int[][] someCategories = new int[places.length][];
        for (int i = 0; i < places.length; i++) {
            some[i] = y[places[i]];
            someCategories[i] = categories[places[i]];
        }
        return new RelayRows(some, someCategories, labels, otherWeights);
    }
}
