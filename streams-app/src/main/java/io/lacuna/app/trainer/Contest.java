package io.lacuna.app.trainer;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.numerics.SampleMoments;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        Places places = Places.of(held, one, other);
        for (int p = 0; p < places.size(); p++) {
            int i = places.visit(p);
            boolean[] hidden = i < 0 ? null : held.masks().hidden()[i];
            if (hidden == null || none(hidden)) {
                continue;
            }
            double[] truth = held.truth().row(i);
            gains.add(other.loss(truth, hidden) - one.loss(truth, hidden));
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

    /**
     * The records in the order in which both sides visit them: the held-out ones one after the other; or, where a model
     * remembers keys, the whole window in the order of time, the held-out records masked, so that what is hidden is not
     * remembered either.
     */
    private record Places(HeldOut held, Side one, Side other, int @Nullable [] order) {
        static Places of(HeldOut held, Side one, Side other) {
            HeldOut.InTime inTime = held.inTime();
            boolean remembers = one.contender.remembers() || other.contender.remembers();
            return new Places(
                    held,
                    one,
                    other,
                    inTime == null || !remembers ? null : inTime.timeline().order());
        }

        int size() {
            return order == null ? held.truth().size() : order.length;
        }

        /** Lets both sides fill a record; returns its place in the held-out part, negative of one that was learnt. */
        int visit(int p) {
            HeldOut.InTime inTime = held.inTime();
            if (order == null || inTime == null) {
                one.contender.impute(held.masks().table().row(p));
                other.contender.impute(held.masks().table().row(p));
                return p;
            }
            int i = order[p];
            int place = inTime.held()[i];
            double[] row =
                    place < 0 ? inTime.window().row(i) : held.masks().table().row(place);
            for (Side side : List.of(one, other)) {
                if (place >= 0 || side.contender.remembers()) {
                    side.contender.impute(
                            row, inTime.timeline().times()[i], inTime.timeline().keys()[i]);
                    side.contender.remember(i);
                }
            }
            return place;
        }
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

        /** The loss of the record that was filled last over its hidden cells. */
        double loss(double[] truth, boolean[] hidden) {
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
