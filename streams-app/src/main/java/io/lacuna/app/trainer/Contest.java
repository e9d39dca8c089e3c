package io.lacuna.app.trainer;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.model.ImputationModel;

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
        long records = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < held.truth().size(); i++) {
            boolean[] hidden = held.masks().hidden()[i];
            if (none(hidden)) {
                continue;
            }
            double[] row = held.masks().table().row(i);
            double[] truth = held.truth().row(i);
            double difference = other.fill(row, truth, hidden) - one.fill(row, truth, hidden);
            records++;
            sum += difference;
            squares += difference * difference;
        }
        return new Contest(records, one.cells(), one.figures(), other.figures(), z(records, sum, squares));
    }

    private static double z(long n, double sum, double squares) {
        if (n < 2) {
            return 0;
        }
        double mean = sum / n;
        double variance = Math.max(0, (squares - n * mean * mean) / (n - 1));
        // All differences are equal, so their sign is certain.
        return variance == 0 ? Math.signum(mean) * Double.MAX_VALUE : mean / Math.sqrt(variance / n);
    }

    private static boolean none(boolean[] hidden) {
        for (boolean cell : hidden) {
            if (cell) {
                return false;
            }
        }
        return true;
    }

    /** Sums of one contender. */
    private static final class Side {
        private final Contender contender;
        private final Features features;
        private final Marginals learnt;
        private final double mass;
        private long numbers;
        private long categories;
        private long inside;
        private long wrong;
        private double squares;

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
            numbers++;
            squares += error * error;
            inside += contender.covers(j, truth, mass) ? 1 : 0;
            return error * error;
        }

        private double category(int j, double truth) {
            int loss = contender.value(j) == truth ? 0 : 1;
            categories++;
            wrong += loss;
            return loss;
        }

        long cells() {
            return numbers + categories;
        }

        Figures figures() {
            return new Figures(
                    Math.sqrt((squares + wrong) / Math.max(1, cells())),
                    Math.sqrt(squares / Math.max(1, numbers)),
                    wrong / (double) Math.max(1, categories),
                    inside / (double) Math.max(1, numbers));
        }
    }
}
