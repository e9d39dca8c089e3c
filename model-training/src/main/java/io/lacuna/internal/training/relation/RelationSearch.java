package io.lacuna.internal.training.relation;

import io.lacuna.internal.numerics.LowerTriangular;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Proposes sets of features that may satisfy an equation, from the covariance of all features in standard units. With K
 * the inverse of the covariance of a set, {@code 1 / K_jj} is the variance of feature j that the others leave. Without
 * feature a the inverse is {@code K - K_a K_a' / K_aa}, so the feature that explains j least has the smallest {@code
 * K_ja^2 / K_aa}. Leaving out one after the other gives a small set.
 *
 * <p>That takes time with the fourth power of the number of features. Among more than {@value #MOST_FOR_LEAVING_OUT}, features
 * are added in place: always the one that explains most of what is left (orthogonal matching pursuit; Pati, Rezaiifar and
 * Krishnaprasad, 1993).
 */
final class RelationSearch {
    /** The others must leave at most this share of a feature's variance. Only a proposal: the rows decide. */
    private static final double MOST_LEFT = 0.05;

    /** The same where each pair's covariance is of other rows. */
    private static final double MOST_LEFT_BY_PAIRS = 0.15;

    private static final int MOST_TERMS = 24;
    private static final double RIDGE = 1e-7;

    /** A feature of which others leave less than this share tells nothing more. */
    private static final double INDEPENDENT = 1e-4;

    private static final int MOST_FOR_TRIPLES = 40;

    /** The largest number of features from which one after the other is left out. */
    static final int MOST_FOR_LEAVING_OUT = 100;

    /** The last feature of an equation must explain this share of what the ones before it left. */
    private static final double COMPLETED = 0.75;

    private static final double HALF = 0.5;

    private RelationSearch() {}

    /**
     * Sets that may determine a feature, the smallest first.
     *
     * @param covariance d x d
     * @return indices of features; each set contains the feature itself, in its first place
     */
    static List<int[]> proposals(double[][] covariance, int feature) {
        int d = covariance.length;
        if (d > MOST_FOR_LEAVING_OUT) {
            return adding(covariance, feature);
        }
        double[][] precision = inverse(covariance);
        boolean[] in = new boolean[d];
        Arrays.fill(in, true);
        List<int[]> found = new ArrayList<>();
        for (int size = d; size >= 2; size--) {
            if (1 / precision[feature][feature] > MOST_LEFT) {
                break;
            }
            if (size <= MOST_TERMS) {
                found.add(0, members(in, feature, size));
            }
            int least = least(precision, in, feature);
            in[least] = false;
            leaveOut(precision, in, least);
        }
        return found;
    }

    private static List<int[]> adding(double[][] covariance, int feature) {
        int d = covariance.length;
        // Given the features that were added: the variance of each, and its covariance with the feature.
        double[] left = new double[d];
        Arrays.setAll(left, i -> covariance[i][i]);
        double[] shared = covariance[feature].clone();
        List<double[]> directions = new ArrayList<>();
        int[] set = {feature};
        List<int[]> found = new ArrayList<>();
        while (set.length < MOST_TERMS) {
            int best = -1;
            for (int i = 0; i < d; i++) {
                boolean can = i != feature && left[i] > INDEPENDENT * covariance[i][i];
                if (can && (best < 0 || gain(shared, left, i) > gain(shared, left, best))) {
                    best = i;
                }
            }
            if (best < 0) {
                break;
            }
            double before = left[feature];
            double[] direction = covariance[best].clone();
            for (double[] earlier : directions) {
                double along = earlier[best];
                for (int i = 0; i < d; i++) {
                    direction[i] -= along * earlier[i];
                }
            }
            double length = Math.sqrt(left[best]);
            for (int i = 0; i < d; i++) {
                direction[i] /= length;
                left[i] -= direction[i] * direction[i];
            }
            for (int i = 0; i < d; i++) {
                shared[i] -= direction[i] * direction[feature];
            }
            directions.add(direction);
            set = Arrays.copyOf(set, set.length + 1);
            set[set.length - 1] = best;
            if (left[feature] <= MOST_LEFT_BY_PAIRS * covariance[feature][feature]
                    && left[feature] <= (1 - COMPLETED) * before) {
                found.add(set);
            }
        }
        return found;
    }

    private static double gain(double[] shared, double[] left, int i) {
        return shared[i] * shared[i] / left[i];
    }

    /**
     * All sets of two and three features of which the others leave less than half of each one's variance. Where many
     * features determine each other, leaving out one at a time may miss them.
     */
    static List<int[]> small(double[][] covariance) {
        int d = covariance.length;
        List<int[]> sets = new ArrayList<>();
        for (int a = 0; a < d && d <= MOST_FOR_TRIPLES; a++) {
            for (int b = 0; b < a; b++) {
                addSmall(covariance, sets, a, b);
                for (int c = 0; c < b; c++) {
                    addSmall(covariance, sets, a, b, c);
                }
            }
        }
        sets.sort(Comparator.comparingInt(set -> set.length));
        return sets;
    }

    private static void addSmall(double[][] covariance, List<int[]> sets, int... set) {
        double[][] part = new double[set.length][set.length];
        for (int i = 0; i < set.length; i++) {
            for (int j = 0; j < set.length; j++) {
                part[i][j] = covariance[set[i]][set[j]];
            }
        }
        double[][] precision = inverse(part);
        boolean determined = true;
        for (int i = 0; i < set.length; i++) {
            determined &= 1 / precision[i][i] < HALF * part[i][i];
        }
        if (determined) {
            sets.add(set);
        }
    }

    private static double[][] inverse(double[][] covariance) {
        int d = covariance.length;
        double[][] factor = LowerTriangular.triangle(d);
        for (int i = 0; i < d; i++) {
            System.arraycopy(covariance[i], 0, factor[i], 0, i + 1);
            factor[i][i] += RIDGE;
        }
        double[][] lower = LowerTriangular.triangle(d);
        LowerTriangular.choleskyInPlace(factor, d);
        LowerTriangular.inverse(factor, d, lower);
        double[][] precision = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                precision[i][j] = LowerTriangular.at(lower, i, j);
            }
        }
        return precision;
    }

    private static int[] members(boolean[] in, int first, int size) {
        int[] members = new int[size];
        members[0] = first;
        int at = 1;
        for (int i = 0; i < in.length; i++) {
            if (in[i] && i != first) {
                members[at++] = i;
            }
        }
        return members;
    }

    private static int least(double[][] precision, boolean[] in, int feature) {
        int best = -1;
        double smallest = Double.POSITIVE_INFINITY;
        for (int a = 0; a < in.length; a++) {
            if (in[a] && a != feature) {
                double share = precision[feature][a] * precision[feature][a] / precision[a][a];
                if (best < 0 || share < smallest) {
                    smallest = share;
                    best = a;
                }
            }
        }
        return best;
    }

    private static void leaveOut(double[][] precision, boolean[] in, int a) {
        double[] row = precision[a].clone();
        for (int i = 0; i < in.length; i++) {
            for (int j = 0; j < in.length && in[i]; j++) {
                precision[i][j] -= row[i] * row[j] / row[a];
            }
        }
    }
}
