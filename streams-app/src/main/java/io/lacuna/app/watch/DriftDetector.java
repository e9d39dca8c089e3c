package io.lacuna.app.watch;

import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.numerics.SampleMoments;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the serving generation fills worse than it did at first. Compares the mean loss of its first n scored
 * records with that of its last n (two windows, Welch's statistic), four times per window. After an alarm it collects n
 * new records before the next comparison, so that a drift that lasts is reported again. For one thread.
 */
public final class DriftDetector {
    private final int n;
    private final double minRise;
    private final double minZ;

    private long generation;
    private Sums before = new Sums();
    private final Deque<ScoredRecord> late = new ArrayDeque<>();
    private int sinceLook;

    /**
     * @param n scored records in each window
     * @param minRise smallest relative rise of the error that counts
     * @param minZ smallest rise in its own standard errors that counts
     */
    public DriftDetector(int n, double minRise, double minZ) {
        this.n = n;
        this.minRise = minRise;
        this.minZ = minZ;
    }

    /**
     * A rise of the error.
     *
     * @param generation the generation that fills worse
     * @param records number of records in each window
     * @param before error in the first window: root of the mean loss
     * @param now error in the last window
     * @param z the rise of the mean loss in its own standard errors
     * @param fields error in the first and the last window, by field
     * @param sinceMs timestamp of the scored record with which the rise most likely began
     */
    public record Drift(
            long generation,
            int records,
            double before,
            double now,
            double z,
            Map<String, Change> fields,
            long sinceMs) {
        public Drift {
            fields = Map.copyOf(fields);
        }
    }

    /** The error of a field in the two windows; NaN where it was not scored. */
    public record Change(double before, double now) {}

    /** Adds the scores of a record. Returns a drift where they complete the evidence for one. */
    public Optional<Drift> add(ScoredRecord scored) {
        if (scored.active().isEmpty() || scored.generation() < generation) {
            return Optional.empty(); // From an earlier generation: another instance switched later.
        }
        serves(scored.generation());
        if (before.losses.count() < n) {
            before.add(scored);
            return Optional.empty();
        }
        late.addLast(scored);
        if (late.size() > n) {
            late.removeFirst();
        }
        sinceLook++;
        if (late.size() < n || sinceLook < Math.max(1, n / 4)) {
            return Optional.empty();
        }
        sinceLook = 0;
        return look();
    }

    /** This generation serves from now on: scores of earlier ones that still come do not count. */
    public void serves(long newest) {
        if (newest > generation) {
            generation = newest;
            before = new Sums();
            late.clear();
        }
    }

    private Optional<Drift> look() {
        Sums now = new Sums();
        late.forEach(now::add);
        double noise = Math.sqrt(before.noise() + now.noise());
        double rise = now.losses.mean() - before.losses.mean();
        double z = noise > 0 ? rise / noise : Math.signum(rise) * 999;
        if (now.error() < before.error() * (1 + minRise) || rise <= 0 || z < minZ) {
            return Optional.empty();
        }
        Map<String, Change> fields = new TreeMap<>();
        now.fields.forEach(
                (field, errors) -> fields.put(field, new Change(error(before.fields.get(field)), errors.error())));
        long sinceMs = changeMs((before.losses.mean() + now.losses.mean()) / 2);
        late.clear();
        return Optional.of(new Drift(generation, n, before.error(), now.error(), Math.min(999, z), fields, sinceMs));
    }

    /** Time at which the losses began to exceed the level: the minimum of the cumulated sum of (loss - level). */
    private long changeMs(double level) {
        double sum = 0;
        double least = 0;
        long sinceMs = late.getFirst().timestampMs();
        boolean next = false;
        for (ScoredRecord scored : late) {
            sinceMs = next ? scored.timestampMs() : sinceMs;
            sum += ScoredRecord.loss(scored.active()) - level;
            next = sum < least;
            least = Math.min(least, sum);
        }
        return sinceMs;
    }

    private static double error(@Nullable CellErrors errors) {
        return errors == null ? Double.NaN : errors.error();
    }

    private static final class Sums {
        final SampleMoments losses = new SampleMoments();
        final Map<String, CellErrors> fields = new HashMap<>();

        void add(ScoredRecord scored) {
            losses.add(ScoredRecord.loss(scored.active()));
            for (MaskedScore score : scored.active()) {
                ScoredRecord.add(score, fields.computeIfAbsent(score.getField(), first -> new CellErrors()));
            }
        }

        /** Squared standard error of the mean loss. */
        double noise() {
            return losses.variance() / losses.count();
        }

        double error() {
            return Math.sqrt(losses.mean());
        }
    }
}
