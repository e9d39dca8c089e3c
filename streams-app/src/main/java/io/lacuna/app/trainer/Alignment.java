package io.lacuna.app.trainer;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import java.util.Arrays;
import java.util.List;

/**
 * Takes observations of some features to observations of others, by name. A feature that is not there, or is of another
 * kind, is missing, as is a label the other side does not know. Immutable.
 */
final class Alignment {
    private static final int[] SAME = {};

    private final int[] source;
    private final int[][] labels;

    private Alignment(int[] source, int[][] labels) {
        this.source = source;
        this.labels = labels;
    }

    static Alignment of(Features from, Features to) {
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

    /** Place among the features it comes from, of feature j of those it goes to; -1 where there is none. */
    int source(int j) {
        return source[j];
    }

    /** The observation among the other features; a new array. */
    double[] apply(double[] observation) {
        double[] aligned = new double[source.length];
        Arrays.fill(aligned, Double.NaN);
        for (int j = 0; j < aligned.length; j++) {
            if (source[j] >= 0) {
                aligned[j] = translate(j, observation[source[j]]);
            }
        }
        return aligned;
    }

    /** A value of feature {@code source(j)} as one of feature j; NaN where it does not exist there. */
    double translate(int j, double value) {
        if (labels[j].length == 0 || Double.isNaN(value)) {
            return value;
        }
        int label = labels[j][(int) value];
        return label < 0 ? Double.NaN : label;
    }
}
