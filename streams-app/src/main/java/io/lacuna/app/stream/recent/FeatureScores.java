package io.lacuna.app.stream.recent;

import io.lacuna.data.Features;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.TrainingStatistics;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Errors on hidden cells of recent records by generation and feature, beside two simple ways to fill the same cells: the
 * mean in training, and the last value of the key, as far as its records are kept. Safe to share between threads.
 */
public final class FeatureScores {
    private static final int GENERATIONS = 4;

    private final Map<Long, Scored> generations = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Scored> eldest) {
            return size() > GENERATIONS;
        }
    };

    /**
     * Figures of one feature and generation, over its last 1,000 to 2,000 hidden cells. Errors of numbers are root mean
     * squares in standard deviations, those of categories the share that is wrong.
     *
     * @param coverage share of numbers inside their interval; null of categories
     * @param byMean error of filling the same cells with the mean in training; null where it is not known, and of
     *     categories
     * @param lastCells those of the cells for which the last value is known: not cells in a hidden gap, where the last value
     *     is in the gap too
     * @param byLast error of filling those with the last value of the key; null without any
     * @param besideLast error of this generation on those; null without any
     */
    public record Figures(
            long generation,
            String feature,
            boolean number,
            long cells,
            @Nullable Double error,
            @Nullable Double coverage,
            @Nullable Double byMean,
            long lastCells,
            @Nullable Double byLast,
            @Nullable Double besideLast) {}

    /** The features of one generation. */
    private static final class Scored {
        private final Features features;
        private final Tally[] tallies;
        private final double @Nullable [] mean;

        Scored(ServingGeneration of) {
            features = of.model().features();
            tallies = new Tally[features.size()];
            Optional<TrainingStatistics> training =
                    TrainingStatistics.in(of.model().provenance(), features);
            mean = training.map(TrainingStatistics::mean).orElse(null);
            for (int j = 0; j < tallies.length; j++) {
                tallies[j] = new Tally();
            }
        }
    }

    /**
     * Adds the scores of a record.
     *
     * @param key earlier records of its key; null if they are not kept
     * @param record itself; null if it is not kept
     */
    synchronized void add(
            ServingGeneration by, List<MaskedScore> scores, @Nullable SeenKey key, @Nullable SeenRecord record) {
        Scored scored = generations.computeIfAbsent(by.number(), first -> new Scored(by));
        for (MaskedScore score : scores) {
            int j = scored.features.indexOf(score.getField());
            if (j >= 0) {
                double last = key == null || record == null || score.getInGap() ? Double.NaN : key.last(record, j);
                add(scored, j, score, last);
            }
        }
    }

    private static void add(Scored to, int j, MaskedScore score, double last) {
        Double error = score.getStandardizedError();
        Double truth = score.getTruth();
        Double mean = score.getMean();
        if (error != null && truth != null && mean != null) {
            double scale = (mean - truth) / error;
            double[] means = to.mean;
            double byMean = means == null || !Double.isFinite(scale) ? Double.NaN : (means[j] - truth) / scale;
            double byLast = Double.isFinite(scale) ? (last - truth) / scale : Double.NaN;
            to.tallies[j].add(error * error, Boolean.TRUE.equals(score.getCovered()), byMean * byMean, byLast * byLast);
        } else if (score.getTruthCategory() != null) {
            double wrong = Boolean.TRUE.equals(score.getCorrect()) ? 0 : 1;
            boolean known = last >= 0 && last < to.features.get(j).categories();
            double byLast = !known
                    ? Double.NaN
                    : score.getTruthCategory().equals(to.features.get(j).label((int) last)) ? 0 : 1;
            to.tallies[j].add(wrong, false, Double.NaN, byLast);
        }
    }

    /** The figures of all features with a score, by generation, oldest first. */
    public synchronized List<Figures> figures() {
        List<Figures> all = new ArrayList<>();
        generations.forEach((number, scored) -> {
            for (int j = 0; j < scored.tallies.length; j++) {
                if (scored.tallies[j].cells() > 0) {
                    all.add(scored.tallies[j].figures(number, scored.features.get(j)));
                }
            }
        });
        return all;
    }
}
