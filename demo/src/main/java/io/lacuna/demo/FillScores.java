package io.lacuna.demo;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.demo.feed.Feed;
import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.numerics.SampleMoments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The error of filled cells against their true values, compared with other fills of the same cells: the column's mean
 * over all observed cells (the most frequent category), the last value that was observed before with the record's key, and
 * the model without the key's past. The mean is computed after the run, so it uses more than a stream could know. If
 * nothing was observed before, the last value is replaced by that mean. Safe for concurrent use.
 *
 * <p>A row is passed twice: when it is sent ({@link #sent}), and when it comes out, with the result of the first call
 * ({@link #filled}).
 */
final class FillScores {
    private final Features features;
    private final Column[] columns;
    private final Map<Part, CellErrors[]> parts = new HashMap<>();

    /** Last observed values, by key; rows without a key have the key "". */
    private final Map<String, double[]> last = new HashMap<>();

    /** True values of the scored cells, [before the drift, after it][column]: each part has its own variance. */
    private final SampleMoments[][] truthMoments;

    FillScores(Features features) {
        this.features = features;
        columns = new Column[features.size()];
        for (int j = 0; j < columns.length; j++) {
            columns[j] = new Column(features.get(j));
        }
        truthMoments = new SampleMoments[2][columns.length];
        for (SampleMoments[] side : truthMoments) {
            Arrays.setAll(side, j -> new SampleMoments());
        }
    }

    /**
     * Registers a row that is sent, in the feed's order.
     *
     * @return what its filled values will be compared with
     */
    synchronized Expected sent(Feed.Row row) {
        double[] truth = new double[columns.length];
        double[] newest = last.computeIfAbsent(row.key() == null ? "" : row.key(), unseen -> noValues());
        double[] carried = newest.clone();
        for (int j = 0; j < columns.length; j++) {
            boolean missing = Double.isNaN(row.observed()[j]);
            truth[j] = missing ? row.truth()[j] : Double.NaN;
            newest[j] = missing ? newest[j] : row.observed()[j];
            columns[j].sent(row.observed()[j], row.truth()[j]);
        }
        return new Expected(truth, carried);
    }

    private double[] noValues() {
        double[] none = new double[columns.length];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    /**
     * Scores a row that came out.
     *
     * @param expected the result of {@link #sent} for the row
     * @param filled d values; only missing cells with a known true value are used
     * @param alone d values of the model without the key's past; NaN where unknown, and then taken from {@code filled}
     * @param part the part of the run that the row belongs to
     */
    synchronized void filled(Expected expected, double[] filled, double[] alone, Part part) {
        CellErrors[] errors = parts.computeIfAbsent(part, unseen -> errors(columns.length));
        for (int j = 0; j < columns.length; j++) {
            double truth = expected.truth()[j];
            if (!Double.isNaN(truth)) {
                double without = Double.isNaN(alone[j]) ? filled[j] : alone[j];
                columns[j].filled(truth, expected.carried()[j], filled[j], without);
                truthMoments[part.drifted() ? 1 : 0][j].add(truth);
                columns[j].add(filled[j], truth, errors[j]);
            }
        }
    }

    private static CellErrors[] errors(int columns) {
        CellErrors[] errors = new CellErrors[columns];
        Arrays.setAll(errors, j -> new CellErrors());
        return errors;
    }

    /**
     * Lacuna's error on continuous features by part of the run, in standard deviations of the true values on the same
     * side of the drift. A drift that spreads values out makes every error larger, but no fill worse.
     */
    synchronized SortedMap<Part, Double> byPart() {
        SortedMap<Part, Double> byPart = new TreeMap<>();
        parts.forEach((part, errors) -> {
            double cells = 0;
            double squares = 0;
            for (int j = 0; j < columns.length; j++) {
                if (features.get(j).isContinuous()) {
                    cells += errors[j].cells();
                    double variance = truthMoments[part.drifted() ? 1 : 0][j].populationVariance();
                    squares += errors[j].loss() / (variance > 0 ? variance : columns[j].scale() * columns[j].scale());
                }
            }
            byPart.put(part, Math.sqrt(squares / Math.max(1, cells)));
        });
        return byPart;
    }

    /** The scores so far, one per feature. */
    synchronized List<Score> scores() {
        List<Score> scores = new ArrayList<>();
        for (Column column : columns) {
            scores.add(column.score());
        }
        return scores;
    }

    /**
     * By how many standard errors the fills of a feature are better than the last values, or than the model without the key's past
     * if that lead is smaller: the mean difference of the squared errors, or of the wrong categories, of the same cells.
     */
    synchronized double lead(String feature) {
        return columns[features.indexOf(feature)].lead();
    }

    /** All continuous features together: root mean squared error over their scored cells, in standard deviations. */
    Score continuous() {
        return total("numbers", true);
    }

    /** All binary and categorical features together: share of the scored cells with a wrong category. */
    Score categories() {
        return total("categories", false);
    }

    /**
     * A part of the run.
     *
     * @param drifted whether the sensors had drifted when the record was sent
     * @param generation the generation that filled it
     */
    record Part(boolean drifted, long generation) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            int byDrift = Boolean.compare(drifted, other.drifted);
            return byDrift != 0 ? byDrift : Long.compare(generation, other.generation);
        }
    }

    private Score total(String name, boolean continuous) {
        long cells = 0;
        double[] sums = new double[4];
        List<Score> scores = scores();
        for (int j = 0; j < columns.length; j++) {
            if (features.get(j).isContinuous() == continuous) {
                Score score = scores.get(j);
                double power = continuous ? 2 : 1;
                cells += score.cells();
                sums[0] += score.cells() * Math.pow(score.lacuna(), power);
                sums[1] += score.cells() * Math.pow(score.mean(), power);
                sums[2] += score.cells() * Math.pow(score.carried(), power);
                sums[3] += score.cells() * Math.pow(score.alone(), power);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            double average = sums[i] / Math.max(1, cells);
            sums[i] = continuous ? Math.sqrt(average) : average;
        }
        return new Score(name, cells, sums[0], sums[1], sums[2], sums[3]);
    }

    /**
     * @param truth d true values of the missing cells; NaN elsewhere and where unknown
     * @param carried d values observed last before the row; NaN if there was none
     */
    record Expected(double[] truth, double[] carried) {}

    /**
     * Errors over the scored cells: for continuous features, root mean squared error in standard deviations of the true
     * values; for categories, share of wrong ones.
     *
     * @param name of the feature or group
     * @param cells number of scored cells
     * @param lacuna error of Lacuna's fill
     * @param mean error of the column's mean or most frequent category
     * @param carried error of the last value observed before with the same key
     * @param alone error of the model without the key's past
     */
    record Score(String name, long cells, double lacuna, double mean, double carried, double alone) {}

    /** The sums of one feature. */
    private static final class Column {
        private final Feature feature;
        private final long[] observedCategories;
        private final long[] trueCategories;
        private final SampleMoments observed = new SampleMoments();
        private final SampleMoments known = new SampleMoments();
        private final SampleMoments missing = new SampleMoments();
        private final SampleMoments uncarried = new SampleMoments();
        private final CellErrors lacuna = new CellErrors();
        private final CellErrors carried = new CellErrors();
        private final CellErrors alone = new CellErrors();
        private final SampleMoments overCarried = new SampleMoments();
        private final SampleMoments overAlone = new SampleMoments();

        Column(Feature feature) {
            this.feature = feature;
            observedCategories = new long[feature.categories()];
            trueCategories = new long[feature.categories()];
        }

        void sent(double value, double truth) {
            if (!Double.isNaN(truth)) {
                known.add(truth);
            }
            if (!Double.isNaN(value)) {
                observed.add(value);
                if (observedCategories.length > 0) {
                    observedCategories[(int) value]++;
                }
            }
        }

        void filled(double truth, double last, double filled, double without) {
            missing.add(truth);
            add(filled, truth, lacuna);
            add(without, truth, alone);
            overAlone.add(loss(without, truth) - loss(filled, truth));
            if (!Double.isNaN(last)) {
                overCarried.add(loss(last, truth) - loss(filled, truth));
            }
            if (!feature.isContinuous()) {
                trueCategories[(int) truth]++;
            }
            if (Double.isNaN(last)) {
                uncarried.add(truth);
            } else {
                add(last, truth, carried);
            }
        }

        private double loss(double fill, double truth) {
            double difference = fill - truth;
            return feature.isContinuous() ? difference * difference : fill == truth ? 0 : 1;
        }

        double lead() {
            return Math.min(overCarried.z(), overAlone.z());
        }

        /** Adds a fill of one cell, in the feature's own unit. */
        void add(double fill, double truth, CellErrors errors) {
            if (feature.isContinuous()) {
                errors.number(fill - truth, false);
            } else {
                errors.category(fill != truth);
            }
        }

        Score score() {
            double n = Math.max(1, missing.count());
            if (!feature.isContinuous()) {
                long right = trueCategories[mostFrequent()];
                double wrong = missing.count() - right;
                // Cells before the first observation count as wrong: there is no category to carry forward.
                double carriedWrong = carried.loss() + uncarried.count();
                return new Score(
                        feature.name(),
                        missing.count(),
                        lacuna.errorRate(),
                        wrong / n,
                        carriedWrong / n,
                        alone.errorRate());
            }
            double scale = scale();
            double mean = observed.mean();
            double carriedSquares = carried.loss() + uncarried.squaresAround(mean);
            return new Score(
                    feature.name(),
                    missing.count(),
                    lacuna.rmse() / scale,
                    Math.sqrt(missing.squaresAround(mean) / n) / scale,
                    Math.sqrt(carriedSquares / n) / scale,
                    alone.rmse() / scale);
        }

        /** Standard deviation of the known true values; 1 if they do not vary. */
        double scale() {
            double sd = Math.sqrt(known.populationVariance());
            return sd > 0 ? sd : 1;
        }

        private int mostFrequent() {
            int best = 0;
            for (int c = 1; c < observedCategories.length; c++) {
                best = observedCategories[c] > observedCategories[best] ? c : best;
            }
            return best;
        }
    }
}
