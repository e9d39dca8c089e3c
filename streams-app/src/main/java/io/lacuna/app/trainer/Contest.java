package io.lacuna.app.trainer;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.numerics.SampleMoments;

/**
 * Compares two models on the same hidden cells, paired by record. The loss of a cell is its squared error in standard
 * deviations of the training part, or 1 for a wrong category; the error of a model is the root of its mean loss over
 * all cells.
 *
 * @param records number of held-out records with a hidden cell
 * @param cells number of hidden cells
 * @param challenger figures of the challenger
 * @param incumbent figures of the incumbent
 * @param z mean over records of (incumbent's loss - challenger's loss) in its own standard errors; positive if the
 *     challenger is better
 */
record Contest(long records, long cells, Figures challenger, Figures incumbent, double z) {

    /**
     * @param error root of the mean loss over all cells
     * @param rmse root mean squared error over continuous cells, in standard deviations
     * @param categoryError share of categories filled wrong
     * @param coverage share of continuous cells inside the central interval
     */
    record Figures(double error, double rmse, double categoryError, double coverage) {}

    /**
     * @param learnt marginals of the part of the window that the challenger was fitted on
     * @param mass probability of the central interval whose coverage is measured
     */
    static Contest of(
            ImputationModel challenger,
            ImputationModel incumbent,
            InferenceSettings settings,
            HeldOut held,
            Marginals learnt,
            double mass) {
        Features features = held.truth().features();
        Side one = new Side(new Contender(challenger, settings, features, learnt), features, learnt, mass);
        Side other = new Side(new Contender(incumbent, settings, features, learnt), features, learnt, mass);
        SampleMoments gains = new SampleMoments();
        for (int i = 0; i < held.truth().size(); i++) {
            boolean[] hidden = held.masks().hidden()[i];
            if (none(hidden)) {
                continue;
            }
            double[] row = held.masks().table().row(i);
            double[] truth = held.truth().row(i);
            gains.add(other.fill(row, truth, hidden) - one.fill(row, truth, hidden));
        }
        // JSON has no infinity, which z is where all differences are equal.
        double z = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, gains.z()));
        return new Contest(gains.count(), one.errors.cells(), one.figures(), other.figures(), z);
    }

    private static boolean none(boolean[] hidden) {
        for (boolean cell : hidden) {
            if (cell) {
                return false;
            }
        }
        return true;
    }

    /** The errors of one contender. */
    private static final class Side {
        private final Contender contender;
        private final Features features;
        private final Marginals learnt;
        private final double mass;
        private final CellErrors errors = new CellErrors();

        Side(Contender contender, Features features, Marginals learnt, double mass) {
            this.contender = contender;
            this.features = features;
            this.learnt = learnt;
            this.mass = mass;
        }

        /** Fills a record and returns its loss over the hidden cells. */
        double fill(double[] row, double[] truth, boolean[] hidden) {
            contender.impute(row);
            double loss = 0;
            for (int j = 0; j < hidden.length; j++) {
                if (hidden[j]) {
                    loss += features.get(j).isContinuous() ? number(j, truth[j]) : category(j, truth[j]);
                }
            }
            return loss;
        }

        private double number(int j, double truth) {
            double error = (contender.value(j) - truth) / learnt.standardizer().sd()[j];
            return errors.number(error, contender.covers(j, truth, mass));
        }

        private double category(int j, double truth) {
            return errors.category(contender.value(j) != truth);
        }

        Figures figures() {
            return new Figures(errors.error(), errors.rmse(), errors.errorRate(), errors.coverage());
        }
    }
}
