package io.lacuna.internal.training.relation;

import io.lacuna.internal.inference.relation.LinearRelation;
import io.lacuna.internal.numerics.LowerTriangular;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the rows whether features satisfy an equation, and finds its coefficients. Least squares for one feature on
 * the others, over the rows that have all of them, without the 2% that fit worst (least trimmed squares: Rousseeuw,
 * 1984). The equation must hold in 98% of the rows, and its error in rows that the coefficients were not fitted to must
 * be at most a thousandth of each feature's standard deviation, or be explained by the decimals of the values, with
 * simple fractions as coefficients. The second case covers percentages that are rounded before they are summed.
 */
final class RelationCheck {
    private static final int LEAST_ROWS = 20;
    private static final int ROWS_A_TERM = 3;
    private static final int DISTINCT_A_TERM = 2;
    private static final int FOLDS = 4;
    private static final int STEPS = 8;
    private static final double HOLDS = 0.98;

    /** An error of this many standard deviations contradicts the equation. */
    private static final double CONTRADICTS = 6;

    /** Rows of a first look, and the median error of plain least squares, in standard units, that a few wrong rows explain. */
    private static final int FIRST_ROWS = 500;

    private static final double HOPELESS = 0.1;
    private static final double FIRST_ALLOWANCE = 2;

    private static final double EXACT = 1e-3;
    private static final double LEAST_NOISE = 1e-4;

    /** An error of at most this many times that of rounding is rounding. */
    private static final double ROUNDING = 1.5;

    private static final double MOST_ROUNDING = 0.1;
    private static final int MOST_DENOMINATOR = 20;

    /** A term must vary by this many times the error, or the equation does not depend on it. */
    private static final double MATTERS = 2;

    /** A feature must vary in the rows with all features, in standard units. */
    private static final double VARIES = 0.2;

    private static final double NUMERIC = 1e-9;

    /** [row][feature]: in standard units. */
    private final double[][] rows;

    private final double[] mean;
    private final double[] sd;
    private final double[] step;

    /**
     * @param rows in standard units, {@code NaN} = missing; only read
     * @param mean of each feature, in its own unit
     * @param sd of each feature, in its own unit
     * @param step of each feature's decimals, in its own unit; 0 if there is none
     */
    RelationCheck(double[][] rows, double[] mean, double[] sd, double[] step) {
        this.rows = rows;
        this.mean = mean;
        this.sd = sd;
        this.step = step;
    }

    /**
     * The equation of a set of features.
     *
     * @param set indices of features; the first one is the one that the others explain
     * @return null if the rows do not satisfy one
     */
    @Nullable
    LinearRelation of(int[] set) {
        if (isHopeless(set)) {
            return null;
        }
        double[][] complete = complete(rows, set);
        int terms = set.length;
        if (complete.length < LEAST_ROWS + ROWS_A_TERM * terms || !varies(complete, terms)) {
            return null;
        }
        int[] distinct = distinct(complete);
        int groups = Arrays.stream(distinct).max().orElse(0) + 1;
        boolean indicators = indicators(complete, terms);
        boolean fewPoints = groups < DISTINCT_A_TERM * terms;
        if (fewPoints && !indicators) {
            return null;
        }
        double[] all = trimmed(complete, terms);
        double noise = noise(complete, all);
        if (!(noise <= MOST_ROUNDING) || !holds(complete, all, noise)) {
            return null;
        }
        double[] simple = simple(set, all, complete, noise);
        if (fewPoints && !isSignedSum(simple)) {
            return null;
        }
        double[] errors = indicators ? errors(complete, all) : heldOut(complete, terms, distinct);
        double[] sorted = Arrays.stream(errors).map(Math::abs).sorted().toArray();
        double held = rms(sorted, (int) Math.ceil(HOLDS * sorted.length));
        return relation(set, simple, Math.max(noise, held));
    }

    /** Whether a few rows already show that there is no equation. */
    private boolean isHopeless(int[] set) {
        double[][] first = complete(rows.length > FIRST_ROWS ? Arrays.copyOf(rows, FIRST_ROWS) : rows, set);
        if (first.length < LEAST_ROWS) {
            return false;
        }
        double[] errors = Arrays.stream(errors(first, fit(first, set.length)))
                .map(Math::abs)
                .sorted()
                .toArray();
        if (errors[errors.length / 2] > HOPELESS) {
            return true;
        }
        double[] weights = trimmed(first, set.length);
        double rounding = step[set[0]] * step[set[0]];
        for (int i = 1; i < set.length; i++) {
            double slope = weights[i] * sd[set[0]] / sd[set[i]];
            rounding += slope * slope * step[set[i]] * step[set[i]];
        }
        double most = Math.max(EXACT, ROUNDING * Math.sqrt(rounding / 12) / sd[set[0]]);
        return noise(first, weights) > FIRST_ALLOWANCE * most;
    }

    /** The rows that have all features of the set. */
    private static double[][] complete(double[][] rows, int[] set) {
        return Arrays.stream(rows)
                .filter(row -> Arrays.stream(set).noneMatch(j -> Double.isNaN(row[j])))
                .map(row -> Arrays.stream(set).mapToDouble(j -> row[j]).toArray())
                .toArray(double[][]::new);
    }

    private static boolean varies(double[][] complete, int terms) {
        for (int i = 0; i < terms; i++) {
            double sum = 0;
            double squares = 0;
            for (double[] row : complete) {
                sum += row[i];
                squares += row[i] * row[i];
            }
            double centre = sum / complete.length;
            if (squares / complete.length - centre * centre < VARIES * VARIES) {
                return false;
            }
        }
        return true;
    }

    private static boolean indicators(double[][] complete, int terms) {
        return IntStream.range(0, terms)
                .allMatch(i -> Arrays.stream(complete)
                                .mapToDouble(row -> row[i])
                                .distinct()
                                .count()
                        == 2);
    }

    /** For each row, the number of its values: rows with equal values have the same. */
    private static int[] distinct(double[][] complete) {
        Map<String, Integer> seen = new HashMap<>();
        return Arrays.stream(complete)
                .mapToInt(row -> seen.computeIfAbsent(Arrays.toString(row), key -> seen.size()))
                .toArray();
    }

    /** Intercept and slopes for the first feature, without the rows that fit worst. */
    private static double[] trimmed(double[][] complete, int terms) {
        int keep = (int) Math.ceil(HOLDS * complete.length);
        double[] weights = fit(complete, terms);
        for (int step = 0; step < STEPS && keep < complete.length; step++) {
            double[] errors = errors(complete, weights);
            double[][] best = IntStream.range(0, complete.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> Math.abs(errors[i])))
                    .limit(keep)
                    .map(i -> complete[i])
                    .toArray(double[][]::new);
            weights = fit(best, terms);
        }
        return weights;
    }

    /** Least squares: intercept, then the slope of each feature but the first. */
    private static double[] fit(double[][] complete, int terms) {
        double[][] normal = LowerTriangular.triangle(terms);
        double[] weights = new double[terms];
        double[] x = new double[terms];
        for (double[] row : complete) {
            System.arraycopy(row, 0, x, 0, terms);
            x[0] = 1;
            for (int i = 0; i < terms; i++) {
                weights[i] += x[i] * row[0] / complete.length;
                for (int j = 0; j <= i; j++) {
                    normal[i][j] += x[i] * x[j] / complete.length;
                }
            }
        }
        LowerTriangular.choleskyInPlace(normal, terms);
        LowerTriangular.solve(normal, terms, weights);
        return weights;
    }

    private static double[] errors(double[][] complete, double[] weights) {
        return Arrays.stream(complete)
                .mapToDouble(row -> {
                    double sum = row[0] - weights[0];
                    for (int i = 1; i < weights.length; i++) {
                        sum -= weights[i] * row[i];
                    }
                    return sum;
                })
                .toArray();
    }

    /** Indicators have so few points that only coefficients of 1 and -1 are no coincidence. */
    private static boolean isSignedSum(double[] own) {
        return Arrays.stream(own).skip(1).allMatch(slope -> Math.abs(slope) == 1);
    }

    /** Root mean square error of the rows that fit best. */
    private static double noise(double[][] complete, double[] weights) {
        double[] sorted =
                Arrays.stream(errors(complete, weights)).map(Math::abs).sorted().toArray();
        return rms(sorted, (int) Math.ceil(HOLDS * sorted.length));
    }

    private static double rms(double[] sorted, int count) {
        return Math.sqrt(
                Arrays.stream(sorted, 0, count).map(error -> error * error).sum() / count);
    }

    private static boolean holds(double[][] complete, double[] weights, double noise) {
        double most = Math.max(CONTRADICTS * noise, NUMERIC);
        long holding = Arrays.stream(errors(complete, weights))
                .filter(error -> Math.abs(error) <= most)
                .count();
        return holding >= HOLDS * complete.length;
    }

    /** Errors of rows that the coefficients were not fitted to; equal rows are in the same fold. */
    private static double[] heldOut(double[][] complete, int terms, int[] distinct) {
        double[] all = new double[complete.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            int current = fold;
            double[][] others = IntStream.range(0, complete.length)
                    .filter(i -> distinct[i] % FOLDS != current)
                    .mapToObj(i -> complete[i])
                    .toArray(double[][]::new);
            double[] errors = errors(complete, trimmed(others, terms));
            for (int i = 0; i < all.length; i++) {
                all[i] = distinct[i] % FOLDS == fold ? errors[i] : all[i];
            }
        }
        return all;
    }

    /**
     * Intercept and slopes in the features' own units, as simple as the rows allow; those of least squares if simple ones
     * fit worse.
     */
    private double[] simple(int[] set, double[] weights, double[][] complete, double noise) {
        int terms = set.length;
        double[] own = new double[terms];
        double[] simple = new double[terms];
        own[0] = mean[set[0]] + sd[set[0]] * weights[0];
        simple[0] = own[0];
        for (int i = 1; i < terms; i++) {
            double unit = sd[set[0]] / sd[set[i]];
            own[i] = weights[i] * unit;
            own[0] -= own[i] * mean[set[i]];
            double uncertain = Math.max(3 * noise / Math.sqrt(complete.length), NUMERIC);
            simple[i] = SimpleNumbers.near(own[i], Math.min(uncertain * unit / VARIES, 0.02 * Math.abs(own[i])));
        }
        double centre = trimmedCentre(set, simple, complete);
        simple[0] = SimpleNumbers.near(
                centre, Math.max(3 * noise / Math.sqrt(complete.length), NUMERIC) * sd[set[0]] + NUMERIC);
        double[] back = standard(set, simple);
        return noise(complete, back) <= 1.1 * noise + NUMERIC ? simple : own;
    }

    /** The intercept that goes with the slopes: the median, because some rows may be wrong. */
    private double trimmedCentre(int[] set, double[] own, double[][] complete) {
        double[] without = own.clone();
        without[0] = 0;
        double[] sorted = Arrays.stream(errors(complete, standard(set, without)))
                .map(error -> error * sd[set[0]])
                .sorted()
                .toArray();
        int from = sorted.length / 4;
        int to = sorted.length - from;
        return Arrays.stream(sorted, from, to).average().orElseThrow();
    }

    /** Intercept and slopes in standard units. */
    private double[] standard(int[] set, double[] own) {
        double[] weights = new double[own.length];
        double intercept = own[0] - mean[set[0]];
        for (int i = 1; i < own.length; i++) {
            intercept += own[i] * mean[set[i]];
            weights[i] = own[i] * sd[set[i]] / sd[set[0]];
        }
        weights[0] = intercept / sd[set[0]];
        return weights;
    }

    /** The relation, if the error is small enough. */
    private @Nullable LinearRelation relation(int[] set, double[] own, double noise) {
        double rounding = step[set[0]] * step[set[0]];
        double smallest = sd[set[0]];
        boolean decimals = step[set[0]] > 0;
        boolean fractions = SimpleNumbers.isFraction(own[0], MOST_DENOMINATOR);
        for (int i = 1; i < set.length; i++) {
            if (own[i] == 0) {
                return null;
            }
            rounding += own[i] * own[i] * step[set[i]] * step[set[i]];
            smallest = Math.min(smallest, Math.abs(own[i]) * sd[set[i]]);
            decimals &= step[set[i]] > 0;
            fractions &= SimpleNumbers.isFraction(own[i], MOST_DENOMINATOR);
        }
        rounding = Math.sqrt(rounding / 12);
        double error = noise * sd[set[0]];
        boolean exact = error <= EXACT * smallest;
        boolean rounded =
                decimals && fractions && rounding <= MOST_ROUNDING * sd[set[0]] && error <= ROUNDING * rounding;
        if (!exact && !rounded || MATTERS * error > smallest) {
            return null;
        }
        return ordered(set, own, Math.max(error, LEAST_NOISE * smallest));
    }

    /** The first feature minus the others times their slopes is the intercept; features in increasing order. */
    private static LinearRelation ordered(int[] set, double[] own, double noise) {
        int[] order = IntStream.range(0, set.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> set[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] features = Arrays.stream(order).map(i -> set[i]).toArray();
        double[] coefficients =
                Arrays.stream(order).mapToDouble(i -> i == 0 ? 1 : -own[i]).toArray();
        return new LinearRelation(features, coefficients, own[0], noise);
    }
}
