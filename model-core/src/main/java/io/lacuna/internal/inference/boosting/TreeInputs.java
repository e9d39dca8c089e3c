package io.lacuna.internal.inference.boosting;

import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;

/**
 * The inputs of the trees. A continuous feature is one input in standard units, a feature of two categories is one input
 * (0 or 1), and one of K categories is K indicators. Inputs of missing cells are {@code NaN}. Immutable.
 */
public final class TreeInputs {
    private final Standardizer standardizer;
    private final int[] categories;

    /** By feature, its first input; the last entry is the number of inputs. */
    private final int[] first;

    public TreeInputs(Features features, Standardizer standardizer) {
        this.standardizer = standardizer;
        int d = features.size();
        categories = new int[d];
        first = new int[d + 1];
        for (int j = 0; j < d; j++) {
            categories[j] = features.get(j).categories();
            first[j + 1] = first[j] + Math.max(1, categories[j] == 2 ? 1 : categories[j]);
        }
    }

    /** The number of inputs. */
    public int size() {
        return first[categories.length];
    }

    /** The first input of a feature; its last one is before the first of the next feature. */
    public int first(int feature) {
        return first[feature];
    }

    /** How many functions predict a feature: one, or one for each of more than two categories. */
    public int outputs(int feature) {
        return first[feature + 1] - first[feature];
    }

    /**
     * Writes the inputs of one cell.
     *
     * @param cell in the feature's own unit, {@code NaN} = missing
     * @param into the inputs of the record, from index {@code offset} on
     */
    public void write(int feature, double cell, float[] into, int offset) {
        int at = offset + first[feature];
        if (categories[feature] == 0) {
            into[at] = (float) standardizer.standardize(feature, cell);
        } else if (outputs(feature) == 1) {
            into[at] = (float) cell;
        } else {
            for (int c = 0; c < categories[feature]; c++) {
                into[at + c] = Double.isNaN(cell) ? Float.NaN : cell == c ? 1 : 0;
            }
        }
    }
}
