package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.training.RowPredictor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Fits the context tables of one model; see the package documentation. Used once. */
public final class ContextFitter {
    private static final int MOST_ROWS = 12_000;
    private static final int ENOUGH_ROWS = 24_000;
    private static final int LEAST_PASSES = 2;
    private static final int MOST_PASSES = 8;

    /** Number of rows drawn for the correlations of the features. */
    private static final int DRAWN_ROWS = 4_000;

    /** Share of the features whose gaps are created in one pass. */
    private static final double HIDDEN_FEATURES = 0.5;

    private final Table table;
    private final Features features;
    private final Timeline timeline;
    private final Supplier<RowPredictor> predictors;
    private final long seed;
    private final int threads;
    private final Standardizer standardizer;
    private final double step;
    private final List<int[]> runs;
    private final int[] places;

    /**
     * @param table the training rows of the members: the features' cells, then the calendar's columns
     * @param features features to fill
     * @param timeline time and key of the rows
     * @param predictors one per thread
     */
    public ContextFitter(
            Table table,
            Features features,
            Timeline timeline,
            Supplier<RowPredictor> predictors,
            long seed,
            int threads) {
        this.table = table;
        this.features = features;
        this.timeline = timeline;
        this.predictors = predictors;
        this.seed = seed;
        this.threads = threads;
        standardizer = Standardizer.fit(table);
        step = timeline.usualStep();
        runs = Runs.of(timeline, MOST_ROWS, Seeds.random(seed, "context/runs"));
        places = runs.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    }

    /** Fits the tables; features whose past does not help have empty tables. */
    public ContextTables fit(Calendar calendar) {
        LabelPast[] labels = new LabelPast[features.size()];
        for (int j = 0; j < labels.length; j++) {
            labels[j] = features.get(j).isContinuous() ? new LabelPast(new double[0]) : LabelPast.of(table, j);
        }
        double[][] rows = table.rows().toArray(double[][]::new);
        DayUnits units = DayUnits.of(rows, places, features, standardizer, timeline, calendar);
        float[] changes = features.size() <= ContextTables.MOST_TOGETHER
                ? ChangeMoments.of(rows, runs, features, units, timeline, step)
                : new float[0];
        LagTables[] lags = lags(rows, units, changes);
        List<List<FeatureContext>> carried = tables(lags, labels, units);
        List<Following> following = following(lags, changes);
        Trials trials = trials(rows, units, changes);
        WeightChoice choice = new WeightChoice(features, labels, trials.all(), trials.blocks());
        FeatureContext[] chosen = new FeatureContext[carried.size()];
        Arrays.setAll(chosen, j -> choice.choose(j, carried.get(j), following.get(j)));
        float[] precision = new float[0];
        if (Arrays.stream(chosen).anyMatch(FeatureContext::usesValue)
                && features.size() <= ContextTables.MOST_TOGETHER) {
            float[] candidate = precision(rows);
            double apart = new JointChoice(features, trials.all(), trials.blocks(), precision).loss(chosen);
            JointChoice together = new JointChoice(features, trials.all(), trials.blocks(), candidate);
            FeatureContext[] improved = together.improve(chosen, carried, following);
            if (together.pays(apart, improved)) {
                precision = candidate;
                chosen = improved;
            }
        }
        JointChoice ages = new JointChoice(features, trials.all(), trials.blocks(), precision);
        chosen = ages.followWhereItHelps(chosen, carried);
        chosen = new AgeGuard(features, labels, trials.all(), trials.blocks(), precision).apply(chosen);
        chosen = AgeWidths.fit(features, trials.all(), precision, chosen);
        List<FeatureContext> used = Arrays.stream(chosen)
                .map(FeatureContext::withoutUnusedFollowing)
                .toList();
        boolean follows = used.stream().anyMatch(FeatureContext::follows);
        return new ContextTables(step, calendar, used, precision, follows ? changes : new float[0]);
    }

    private float[] precision(double[][] rows) {
        int stride = Math.max(1, places.length / DRAWN_ROWS);
        int[] some = IntStream.range(0, places.length / stride)
                .map(i -> places[i * stride])
                .toArray();
        return JointPrecision.of(
                predictors.get(), rows, some, features, standardizer, Seeds.random(seed, "context/precision"));
    }

    private LagTables[] lags(double[][] rows, DayUnits units, float[] changes) {
        Predictions says = Predictions.of(predictors, rows, places, features, standardizer, threads);
        LagTables[] lags = new LagTables[features.size()];
        Arrays.setAll(lags, j -> new LagTables());
        for (int[] run : runs) {
            pairs(run, rows, says, units, changes, lags);
        }
        return lags;
    }

    /** By feature, its tables for each way to carry residuals. */
    private List<List<FeatureContext>> tables(LagTables[] lags, LabelPast[] labels, DayUnits units) {
        return IntStream.range(0, lags.length)
                .mapToObj(j -> features.get(j).isContinuous()
                        ? lags[j].ofNumber(units.none(j))
                        : List.of(lags[j].ofCategory(labels[j].chance())))
                .toList();
    }

    private List<Following> following(LagTables[] lags, float[] changes) {
        return IntStream.range(0, lags.length)
                .mapToObj(j ->
                        changes.length > 0 && features.get(j).isContinuous() ? lags[j].following() : Following.NONE)
                .toList();
    }

    private void pairs(
            int[] run, double[][] rows, Predictions says, DayUnits units, float[] changes, LagTables[] lags) {
        int d = features.size();
        double[][] time = new double[d][run.length];
        double[][] value = new double[d][run.length];
        double[][] residual = new double[d][run.length];
        double[][] slow = new double[d][run.length];
        double[][] moved = new double[d][run.length];
        double[] sums = new double[d];
        int[] count = new int[d];
        PastWalk past = new PastWalk(features, units, step, changes);
        for (int place : run) {
            past.addFromOthers(rows[place], timeline.times()[place], sums);
            past.take(rows[place], timeline.times()[place], says.mean()[place]);
            for (int j = 0; j < d; j++) {
                if (!Double.isNaN(rows[place][j])) {
                    boolean number = features.get(j).isContinuous();
                    int at = count[j]++;
                    time[j][at] = timeline.times()[place] / step;
                    value[j][at] =
                            number ? units.standardize(j, rows[place][j], timeline.times()[place]) : rows[place][j];
                    residual[j][at] = number ? past.residual(j) : 0;
                    slow[j][at] = number ? past.slow(j) : 0;
                    moved[j][at] = sums[j];
                }
            }
        }
        for (int j = 0; j < d; j++) {
            lags[j].add(count[j], time[j], value[j], residual[j], slow[j], moved[j]);
        }
    }

    private Trials trials(double[][] rows, DayUnits units, float[] changes) {
        Trials trials = new Trials(features, units, timeline, step, changes);
        int passes = Math.max(LEAST_PASSES, Math.min(MOST_PASSES, ENOUGH_ROWS / Math.max(1, places.length)));
        for (int pass = 0; pass < passes; pass++) {
            SplittableRandom random = Seeds.random(seed, "context/gaps/" + pass);
            double[][] masked = Masks.gaps(rows, runs, features.size(), HIDDEN_FEATURES, random);
            Predictions says = Predictions.of(predictors, masked, places, features, standardizer, threads);
            trials.walk(runs, rows, masked, says);
        }
        return trials;
    }
}
