package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.DayTime;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.UsualDay;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.LowerTriangular;

/**
 * Standard units in which the past of a feature is learned: the distance from its usual value at the time of day, relative to
 * the sd of such distances. A feature has a usual day if the calendar has the hour, and if the usual day of every other
 * day explains its values on the days between. Otherwise its units are those of the standardizer. Immutable.
 */
final class DayUnits {
    /** Share of the variance on other days that the usual day must explain. */
    private static final double LEAST_GAIN = 0.01;

    /** The mean of the days counts as this many values. */
    private static final double PRIOR = 20;

    private static final int TERMS = UsualDay.TERMS;

    private final Standardizer standardizer;

    /** In the standardizer's units. */
    private final UsualDay[] usual;

    /** Sd of the distances, in the standardizer's units; 1 for none. */
    private final double[] around;

    private DayUnits(Standardizer standardizer, int d) {
        this.standardizer = standardizer;
        usual = new UsualDay[d];
        around = new double[d];
        for (int j = 0; j < d; j++) {
            usual[j] = UsualDay.NONE;
            around[j] = 1;
        }
    }

    static DayUnits of(
            double[][] rows,
            int[] places,
            Features features,
            Standardizer standardizer,
            Timeline timeline,
            Calendar calendar) {
        DayUnits units = new DayUnits(standardizer, features.size());
        if (!calendar.cycles().contains(Calendar.Cycle.DAY)) {
            return units;
        }
        for (int j = 0; j < features.size(); j++) {
            if (features.get(j).isContinuous()) {
                units.fit(j, rows, places, timeline);
            }
        }
        return units;
    }

    private void fit(int j, double[][] rows, int[] places, Timeline timeline) {
        Days[] days = {new Days(), new Days()};
        DayTime clock = new DayTime();
        for (int place : places) {
            if (!Double.isNaN(rows[place][j])) {
                long time = timeline.times()[place];
                long day = Math.floorDiv(time, Calendar.Cycle.DAY.millis());
                days[(int) Math.floorMod(day, 2L)].add(clock.at(time), standardizer.standardize(j, rows[place][j]));
            }
        }
        double explained = days[0].explainedBy(days[1].weights()) + days[1].explainedBy(days[0].weights());
        double all = days[0].zz + days[1].zz;
        if (explained > LEAST_GAIN * all) {
            days[0].add(days[1]);
            double[] weights = days[0].weights();
            double left = 1 - days[0].explainedBy(weights) / all;
            around[j] = Math.sqrt(Math.max(1e-3, Math.min(1, left)));
            float[] day = new float[TERMS];
            for (int t = 0; t < TERMS; t++) {
                day[t] = (float) weights[t];
            }
            usual[j] = new UsualDay(day);
        }
    }

    /** A value in its own unit, of a row with this time. */
    double standardize(int j, double value, long time) {
        return relative(j, standardizer.standardize(j, value), time);
    }

    /** A value in the standardizer's units, of a row with this time. */
    double relative(int j, double standardized, long time) {
        return usual[j].isNone() ? standardized : (standardized - usual[j].at(new DayTime().at(time))) / around[j];
    }

    /** A sd in the standardizer's units. */
    double width(int j, double standardized) {
        return standardized / around[j];
    }

    /** A value in its own unit minus a prediction in the standardizer's units. */
    double residual(int j, double value, double prediction) {
        return (standardizer.standardize(j, value) - prediction) / around[j];
    }

    /** A feature's context without a past, in these units. */
    FeatureContext none(int j) {
        double sd = standardizer.sd()[j] * around[j];
        float[] weights = usual[j].weights().clone();
        for (int t = 0; t < weights.length; t++) {
            weights[t] /= (float) around[j];
        }
        FeatureContext none = FeatureContext.none(standardizer.mean()[j], sd);
        return usual[j].isNone() ? none : none.withUsual(new UsualDay(weights), sd);
    }

    /** Sums of values with the sines and cosines of their times. */
    private static final class Days {
        private static final UsualDay[] TERM = terms();

        private final double[][] products = LowerTriangular.triangle(TERMS);
        private final double[] withValue = new double[TERMS];
        private final double[] term = new double[TERMS];
        private double zz;

        private static UsualDay[] terms() {
            UsualDay[] terms = new UsualDay[TERMS];
            for (int t = 0; t < TERMS; t++) {
                float[] one = new float[TERMS];
                one[t] = 1;
                terms[t] = new UsualDay(one);
            }
            return terms;
        }

        void add(DayTime time, double z) {
            zz += z * z;
            for (int t = 0; t < TERMS; t++) {
                term[t] = TERM[t].at(time);
                withValue[t] += z * term[t];
                for (int u = 0; u <= t; u++) {
                    products[t][u] += term[t] * term[u];
                }
            }
        }

        void add(Days other) {
            zz += other.zz;
            for (int t = 0; t < TERMS; t++) {
                withValue[t] += other.withValue[t];
                for (int u = 0; u <= t; u++) {
                    products[t][u] += other.products[t][u];
                }
            }
        }

        double[] weights() {
            double[][] sum = LowerTriangular.triangle(TERMS);
            for (int t = 0; t < TERMS; t++) {
                for (int u = 0; u <= t; u++) {
                    sum[t][u] = products[t][u] + (t == u ? PRIOR : 0);
                }
            }
            LowerTriangular.choleskyInPlace(sum, TERMS);
            double[] weights = withValue.clone();
            LowerTriangular.solve(sum, TERMS, weights);
            return weights;
        }

        /** By how much weights lower the sum of squares; negative where they raise it. */
        double explainedBy(double[] weights) {
            double explained = 0;
            for (int t = 0; t < TERMS; t++) {
                explained += 2 * weights[t] * withValue[t];
                for (int u = 0; u < TERMS; u++) {
                    explained -= weights[t] * weights[u] * LowerTriangular.at(products, t, u);
                }
            }
            return explained;
        }
    }
}
