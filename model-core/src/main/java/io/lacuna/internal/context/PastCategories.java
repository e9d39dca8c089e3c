package io.lacuna.internal.context;

import io.lacuna.internal.model.Imputer;

/**
 * Probabilities of the missing categories of one record with context. Mutable, owned by one thread, no allocation per
 * record.
 */
final class PastCategories {
    private static final double LEAST = 1e-9;

    private final Imputer imputer;

    /** [feature][category] shares in all records, for categories whose past counts; empty for others. */
    private final double[][] shares;

    private final double[][] probability;

    /**
     * @param imputer has inferred a record without observed cells, so that its probabilities are the shares
     * @param categories by feature, number of categories; 0 if its past does not count
     */
    PastCategories(Imputer imputer, int[] categories) {
        this.imputer = imputer;
        shares = new double[categories.length][];
        probability = new double[categories.length][];
        for (int j = 0; j < categories.length; j++) {
            shares[j] = new double[categories[j]];
            probability[j] = new double[categories[j]];
            for (int c = 0; c < categories[j]; c++) {
                shares[j][c] = Math.max(LEAST, imputer.probability(j, c));
            }
        }
    }

    /** Whether the past of this feature can count. */
    boolean counts(int j) {
        return probability[j].length > 0;
    }

    /**
     * Computes the probabilities of a missing category.
     *
     * @param last its last category
     * @param phi how far the last category determines it at its age, at least 0
     * @param lambda weight of the last category at its age
     */
    void fill(int j, int last, double phi, double lambda) {
        double sum = 0;
        for (int c = 0; c < probability[j].length; c++) {
            double ratio = (c == last ? phi / shares[j][c] : 0) + 1 - phi;
            probability[j][c] = imputer.probability(j, c) * StrictMath.pow(Math.max(ratio, LEAST), lambda);
            sum += probability[j][c];
        }
        for (int c = 0; c < probability[j].length; c++) {
            probability[j][c] /= sum;
        }
    }

    double[] probabilities(int j) {
        return probability[j];
    }

    int mostProbable(int j) {
        int best = 0;
        for (int c = 1; c < probability[j].length; c++) {
            best = probability[j][c] > probability[j][best] ? c : best;
        }
        return best;
    }
}
