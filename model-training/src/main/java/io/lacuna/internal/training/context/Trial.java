package io.lacuna.internal.training.context;

/**
 * A row with hidden cells: of each missing cell whose feature's past or model counts, what the model says, what is remembered,
 * and what was hidden. Arrays by number of the missing cell. Immutable by convention.
 *
 * @param block stretch of time that the row lies in; rows of one block are not independent
 * @param feature the missing cells, rising
 * @param mean what the model alone says of a number, in standard units
 * @param sd its sd
 * @param steps age of what is remembered of the feature
 * @param residual remembered; NaN where nothing is
 * @param slow remembered slow mean
 * @param value remembered, in the feature's own unit; NaN where nothing is
 * @param truth what was hidden, in standard units, or the category; NaN where the cell was missing before
 * @param probability what the model alone says of a category; empty of a number
 */
record Trial(
        int block,
        int[] feature,
        float[] mean,
        float[] sd,
        double[] steps,
        float[] residual,
        float[] slow,
        double[] value,
        double[] truth,
        float[][] probability) {

    boolean remembers(int i) {
        return !Double.isNaN(value[i]);
    }

    boolean tells(int i) {
        return !Double.isNaN(truth[i]);
    }

    /** The number of the missing cell that is of a feature; -1 where the row shows it. */
    int of(int j) {
        for (int i = 0; i < feature.length; i++) {
            if (feature[i] == j) {
                return i;
            }
        }
        return -1;
    }
}
