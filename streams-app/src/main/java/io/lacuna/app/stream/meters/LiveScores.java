package io.lacuna.app.stream.meters;

import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.numerics.SampleMoments;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayList;
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
     */
    public record Figures(
            long generation,
            long cells,
            @Nullable Double rmse,
            @Nullable Double coverage,
            @Nullable Double categoryError) {}

    /**
     * Compares the shadow with the serving generation on the same hidden cells of the same records.
     *
     * @param records number of records compared
     * @param gain mean over records of the active generation's error minus the shadow's: squared standardized error of
     *     numbers, 0 or 1 of categories, averaged over the record's hidden cells; positive if the shadow is better
     * @param z the gain in its own standard errors
     */
    public record Comparison(long active, long shadow, long records, double gain, double z) {}

    /** Adds the scores of one record by the serving generation and, if there is one, by the shadow. */
    synchronized void add(List<MaskedScore> byActive, List<MaskedScore> byShadow) {
        byActive.forEach(this::add);
        byShadow.forEach(this::add);
        if (byShadow.isEmpty() || byActive.size() != byShadow.size()) {
            return;
        }
        long activeNow = byActive.get(0).getGeneration();
        long shadowNow = byShadow.get(0).getGeneration();
        if (activeNow != active || shadowNow != shadow) {
            active = activeNow;
            shadow = shadowNow;
            gains = new SampleMoments();
        }
        gains.add(loss(byActive) - loss(byShadow));
    }

    private void add(MaskedScore score) {
        windows.computeIfAbsent(score.getGeneration(), first -> new Window()).add(score);
    }

    private static double loss(List<MaskedScore> scores) {
        double loss = 0;
        for (MaskedScore score : scores) {
            Double error = score.getStandardizedError();
            loss += error != null ? error * error : Boolean.TRUE.equals(score.getCorrect()) ? 0 : 1;
        }
        return loss / scores.size();
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
        private CellErrors last = new CellErrors();
        private CellErrors now = new CellErrors();

        void add(MaskedScore score) {
            if (now.cells() == BLOCK) {
                last = now;
                now = new CellErrors();
            }
            Double error = score.getStandardizedError();
            if (error != null) {
                now.number(error, Boolean.TRUE.equals(score.getCovered()));
            } else {
                now.category(!Boolean.TRUE.equals(score.getCorrect()));
            }
        }

        Figures figures(long generation) {
            CellErrors both = new CellErrors();
            both.add(last);
            both.add(now);
            return new Figures(
                    generation,
                    both.cells(),
                    both.numbers() == 0 ? null : both.rmse(),
                    both.numbers() == 0 ? null : both.coverage(),
                    both.categories() == 0 ? null : both.errorRate());
        }
    }
}
