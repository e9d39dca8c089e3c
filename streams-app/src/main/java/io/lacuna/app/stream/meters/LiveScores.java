package io.lacuna.app.stream.meters;

import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.impute.CountedScores;
import io.lacuna.internal.numerics.SampleMoments;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores of the generations on masked cells of recent records, and the paired comparison of the shadow with the serving
 * generation. The figures of a generation cover its last {@value #BLOCK} to twice as many scored cells. Safe to
 * share between threads.
 */
public final class LiveScores {
    private static final int BLOCK = 5_000;
    private static final int GENERATIONS = 8;

    private final Map<Long, Window> windows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Window> eldest) {
            return size() > GENERATIONS;
        }
    };

    private long active;
    private long shadow;
    private SampleMoments gains = new SampleMoments();

    /**
     * Figures of one generation.
     *
     * @param cells number of scored cells
     * @param rmse root mean squared error of numbers, in standard deviations; null without numbers
     * @param coverage share of numbers inside their interval; null without numbers
     * @param categoryError share of categories filled wrong; null without categories
     * @param ages the same by age of the gap, of generations that fill with the past of a key; empty of others
     */
    public record Figures(
            long generation,
            long cells,
            @Nullable Double rmse,
            @Nullable Double coverage,
            @Nullable Double categoryError,
            List<AgeFigures> ages) {}

    /**
     * Figures of cells whose key's feature was last observed so long ago. Those of a gap that lasted are
     * of gaps that ended and of hidden gaps.
     *
     * @param age in usual steps between a key's records: 1, 2-6, 7-24 or 25+; none where nothing was remembered
     * @param cells scored cells they are of
     * @param filled share of the filled gaps that are of that age; null without any
     */
    public record AgeFigures(
            String age,
            long cells,
            @Nullable Double filled,
            @Nullable Double rmse,
            @Nullable Double coverage,
            @Nullable Double categoryError) {}

    /**
     * Compares the shadow with the serving generation on the same hidden cells of the same records.
     *
     * @param records number of records compared
     * @param gain mean over records of the active generation's error minus the shadow's: squared standardized error of
     *     numbers, 0 or 1 of categories, averaged over the record's {@linkplain CountedScores hidden cells that count}; positive if the shadow is better
     * @param z the gain in its own standard errors
     */
    public record Comparison(long active, long shadow, long records, double gain, double z) {}

    /** Adds the scores of one record by the serving generation and, if there is one, by the shadow. */
    synchronized void add(List<MaskedScore> byActive, List<MaskedScore> byShadow) {
        byActive.forEach(this::add);
        byShadow.forEach(this::add);
        List<MaskedScore> counted = CountedScores.of(byActive);
        List<MaskedScore> beside = CountedScores.of(byShadow);
        if (beside.isEmpty() || counted.size() != beside.size()) {
            return;
        }
        long activeNow = counted.get(0).getGeneration();
        long shadowNow = beside.get(0).getGeneration();
        if (activeNow != active || shadowNow != shadow) {
            active = activeNow;
            shadow = shadowNow;
            gains = new SampleMoments();
        }
        gains.add(loss(counted) - loss(beside));
    }

    /** Takes the ages, in usual steps, of the gaps that a generation filled in one record; NaN where nothing was remembered. */
    synchronized void filled(long generation, double[] ages) {
        Window window = windows.computeIfAbsent(generation, first -> new Window());
        for (double age : ages) {
            window.filled(Double.isNaN(age) ? AgeRange.NONE : AgeRange.of(age));
        }
    }

    private void add(MaskedScore score) {
        windows.computeIfAbsent(score.getGeneration(), first -> new Window()).add(score);
    }

    private static double loss(List<MaskedScore> scores) {
        CellErrors errors = new CellErrors();
        scores.forEach(score -> add(score, errors));
        return errors.loss() / scores.size();
    }

    /** Figures of the generations that scored most recently, oldest first. */
    public synchronized List<Figures> figures() {
        List<Figures> all = new ArrayList<>();
        windows.forEach((generation, window) -> all.add(window.figures(generation)));
        return all;
    }

    /** Comparison of the shadow; null before a record was scored by both. */
    public synchronized @Nullable Comparison comparison() {
        if (gains.count() == 0) {
            return null;
        }
        double z = gains.variance() == 0 ? 0 : gains.z();
        return new Comparison(active, shadow, gains.count(), gains.mean(), z);
    }

    /** The current block and the one before. */
    private static final class Window {
        private CellErrors[] last = none();
        private CellErrors[] now = none();
        private long cells;
        private final long[] filled = new long[AgeRange.values().length];

        private static CellErrors[] none() {
            CellErrors[] errors = new CellErrors[AgeRange.values().length];
            Arrays.setAll(errors, range -> new CellErrors());
            return errors;
        }

        void filled(AgeRange range) {
            filled[range.ordinal()]++;
        }

        void add(MaskedScore score) {
            if (cells == BLOCK) {
                last = now;
                now = none();
                cells = 0;
            }
            cells++;
            LiveScores.add(score, now[AgeRange.of(score).ordinal()]);
        }

        Figures figures(long generation) {
            CellErrors[] all = none();
            double[] weights = new double[all.length];
            long scored = 0;
            for (int range = 0; range < all.length; range++) {
                all[range].add(last[range]);
                all[range].add(now[range]);
                scored += all[range].cells();
            }
            boolean aged = scored > all[AgeRange.NONE.ordinal()].cells();
            for (int range = 0; range < all.length; range++) {
                // Scores are of other ages than gaps are: each age counts as often as it was filled.
                weights[range] = !aged ? 1 : all[range].cells() == 0 ? 0 : filled[range] / (double) all[range].cells();
            }
            if (Arrays.stream(weights).allMatch(weight -> weight == 0)) {
                Arrays.fill(weights, 1);
            }
            CellErrors sum = new CellErrors();
            for (int range = 0; range < all.length; range++) {
                sum.add(all[range], weights[range]);
            }
            return new Figures(
                    generation, scored, rmse(sum), coverage(sum), categoryError(sum), aged ? ages(all) : List.of());
        }

        private List<AgeFigures> ages(CellErrors[] all) {
            long gaps = Arrays.stream(filled).sum();
            List<AgeFigures> ages = new ArrayList<>();
            for (AgeRange range : AgeRange.values()) {
                CellErrors errors = all[range.ordinal()];
                ages.add(new AgeFigures(
                        range.label(),
                        errors.cells(),
                        gaps == 0 ? null : filled[range.ordinal()] / (double) gaps,
                        rmse(errors),
                        coverage(errors),
                        categoryError(errors)));
            }
            return ages;
        }
    }

    private static double add(MaskedScore score, CellErrors errors) {
        Double error = score.getStandardizedError();
        return error == null
                ? errors.category(!Boolean.TRUE.equals(score.getCorrect()))
                : errors.number(error, Boolean.TRUE.equals(score.getCovered()));
    }

    private static @Nullable Double rmse(CellErrors errors) {
        return errors.hasNumbers() ? errors.rmse() : null;
    }

    private static @Nullable Double coverage(CellErrors errors) {
        return errors.hasNumbers() ? errors.coverage() : null;
    }

    private static @Nullable Double categoryError(CellErrors errors) {
        return errors.hasCategories() ? errors.errorRate() : null;
    }
}
