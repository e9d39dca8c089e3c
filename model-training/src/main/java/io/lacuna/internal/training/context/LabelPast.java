package io.lacuna.internal.training.context;

import io.lacuna.data.Table;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;

/**
 * Predicts a category from its last label, as the context imputer does. Immutable.
 *
 * @param shares shares of the categories among the observed cells; a category without cells has a small share
 */
record LabelPast(double[] shares) {
    private static final double LEAST = 1e-9;

    static LabelPast of(Table table, int j) {
        double[] shares = new double[table.features().get(j).categories()];
        double sum = 0;
        for (double[] row : table.rows()) {
            if (!Double.isNaN(row[j])) {
                shares[(int) row[j]]++;
                sum++;
            }
        }
        for (int c = 0; c < shares.length; c++) {
            shares[c] = Math.max(LEAST, shares[c] / Math.max(1, sum));
        }
        return new LabelPast(shares);
    }

    /** Probability that two rows agree by chance. */
    double chance() {
        double sum = 0;
        for (double share : shares) {
            sum += share * share;
        }
        return Math.min(1, sum);
    }

    /** Log loss of a hidden label. */
    double loss(Trial trial, int i, FeatureContext own) {
        double steps = trial.steps()[i];
        double phi = Math.max(0, ContextTables.at(own.phi(), steps, 0));
        double lambda = own.lambda()[ContextTables.range(steps)];
        double sum = 0;
        double mine = 0;
        for (int c = 0; c < shares.length; c++) {
            double ratio = (c == (int) trial.value()[i] ? phi / shares[c] : 0) + 1 - phi;
            double weight = trial.probability()[i][c] * StrictMath.pow(Math.max(ratio, LEAST), lambda);
            sum += weight;
            mine = c == (int) trial.truth()[i] ? weight : mine;
        }
        return -StrictMath.log(Math.max(LEAST, mine / sum));
    }
}
