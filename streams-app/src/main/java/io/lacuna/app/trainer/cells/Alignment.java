package io.lacuna.app.trainer.cells;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import java.util.Arrays;
import java.util.List;

/**
 * Converts observations of one set of features into observations of another set, by feature name. A feature that does
 * not exist in the source or has another kind becomes missing, and so does an unknown label. Immutable.
 */
public final class Alignment {
    private static final int[] SAME = {};

    private final int[] source;
    private final int[][] labels;

    private Alignment(int[] source, int[][] labels) {
        this.source = source;
        this.labels = labels;
    }

    /** Creates the conversion. */
    public static Alignment of(Features from, Features to) {
        int[] source = new int[to.size()];
        int[][] labels = new int[to.size()][];
        for (int j = 0; j < source.length; j++) {
            Feature wanted = to.get(j);
            int place = from.indexOf(wanted.name());
            boolean same = place >= 0
                    && from.get(place).type().getClass().equals(wanted.type().getClass());
            source[j] = same ? place : -1;
            labels[j] = same ? labels(from.get(place), wanted) : SAME;
        }
        return new Alignment(source, labels);
    }

    private static int[] labels(Feature from, Feature to) {
        if (from.type() instanceof FeatureType.Categorical given
                && to.type() instanceof FeatureType.Categorical wanted
                && !given.labels().equals(wanted.labels())) {
            List<String> known = wanted.labels();
            return given.labels().stream().mapToInt(known::indexOf).toArray();
        }
        return SAME;
    }

    /** Index in the source of feature j of the target; -1 where there is none. */
    public int source(int j) {
        return source[j];
    }

    /** Converts an observation; returns a new array. */
    public double[] apply(double[] observation) {
        double[] aligned = new double[source.length];
        Arrays.fill(aligned, Double.NaN);
        for (int j = 0; j < aligned.length; j++) {
            if (source[j] >= 0) {
                aligned[j] = translate(j, observation[source[j]]);
            }
        }
        return aligned;
    }

    /** Converts a value of feature {@code source(j)} into a value of feature j; NaN where it does not exist there. */
    public double translate(int j, double value) {
        if (labels[j].length == 0 || Double.isNaN(value)) {
            return value;
        }
        int label = labels[j][(int) value];
        return label < 0 ? Double.NaN : label;
    }
}
