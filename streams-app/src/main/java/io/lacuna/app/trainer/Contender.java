package io.lacuna.app.trainer;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;

/**
 * A model that fills records of a table. The table may have other features than the model: features that the model does
 * not know are filled with the mean or most frequent category of the training part. For one thread.
 */
final class Contender {
    private final Features features;
    private final Alignment toModel;
    private final Alignment toTable;
    private final Imputer imputer;
    private final Marginals marginals;

    Contender(ImputationModel model, InferenceSettings settings, Features features, Marginals marginals) {
        this.features = features;
        this.marginals = marginals;
        toModel = Alignment.of(features, model.features());
        toTable = Alignment.of(model.features(), features);
        imputer = model.newImputer(settings);
    }

    void impute(double[] observation) {
        imputer.impute(toModel.apply(observation));
    }

    /** The filled value of feature j of the table. */
    double value(int j) {
        int place = toTable.source(j);
        double filled = place < 0 ? Double.NaN : toTable.translate(j, imputer.value(place));
        return Double.isNaN(filled) ? marginal(j) : filled;
    }

    /**
     * Whether the central interval with this probability contains the true value. False for features unknown to the
     * model.
     */
    boolean covers(int j, double truth, double mass) {
        int place = toTable.source(j);
        return place >= 0 && Math.abs(imputer.cdf(place, truth) - 0.5) <= 0.5 * mass;
    }

    private double marginal(int j) {
        if (features.get(j).isContinuous()) {
            return marginals.standardizer().mean()[j];
        }
        double[] shares = marginals.shares()[j];
        int best = 0;
        for (int c = 1; c < shares.length; c++) {
            best = shares[c] > shares[best] ? c : best;
        }
        return best;
    }
}
