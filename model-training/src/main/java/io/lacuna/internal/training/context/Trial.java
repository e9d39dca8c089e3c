package io.lacuna.internal.training.context;

/**
 * A row with hidden cells: for each missing cell whose feature's past or model counts, the model's prediction, the
 * memory, and the hidden value. Arrays are indexed by missing cell. Immutable by convention.
 *
 * @param block block of time that contains the row; rows of one block are not independent
 * @param feature features of the missing cells, ascending
 * @param mean the model's mean of a number, in standard units
 * @param sd its sd
 * @param steps age of the remembered value
 * @param residual remembered residual; NaN where there is none
 * @param slow remembered slow mean
 * @param value remembered value in standard units, or category; NaN where there is none
 * @param change expected change since the remembered value
 * @param truth hidden value in standard units, or category; NaN if the cell was missing before
 * @param probability the model's probabilities of the categories; empty for a number
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
        float[] change,
        double[] truth,
        float[][] probability) {

    boolean remembers(int i) {
        return !Double.isNaN(value[i]);
    }

    boolean tells(int i) {
        return !Double.isNaN(truth[i]);
    }

    /** Index of the missing cell of a feature; -1 if it is observed in the row. */
    int of(int j) {
        for (int i = 0; i < feature.length; i++) {
            if (feature[i] == j) {
                return i;
            }
        }
        return -1;
    }
}
