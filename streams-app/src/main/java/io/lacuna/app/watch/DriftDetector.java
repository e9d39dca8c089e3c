package io.lacuna.app.watch;

import io.lacuna.schemas.MaskedScore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the generation that serves fills worse than when it began to. The mean loss of its first n scored records
 * is held against that of its last n (two windows, Welch's statistic); four times a window it looks. After an alarm
 * the last n are gathered anew, so that a drift that stays is told again. For one thread.
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
     * @param minRise by how much of itself the error must have risen
     * @param minZ how many of its own standard errors the rise must be above zero
     */
    public DriftDetector(int n, double minRise, double minZ) {
        this.n = n;
        this.minRise = minRise;
        this.minZ = minZ;
    }

    /**
     * A rise of the error.
     *
     * @param generation the one that fills worse
     * @param records in each window
     * @param before its error at first: root of the mean loss
     * @param now its error of late
     * @param z the rise of the mean loss in its own standard errors
     * @param fields error at first and of late, by field
     * @param sinceMs timestamp of the scored record with which it most likely began
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

    /** A field's error in the two windows; NaN where it was not scored. */
    public record Change(double before, double now) {}

    /** Takes a record's scores; a drift where they complete one. */
    public Optional<Drift> add(ScoredRecord scored) {
        if (scored.active().isEmpty() || scored.generation() < generation) {
            return Optional.empty(); // Of a generation that is gone: another instance took over later.
        }
        if (scored.generation() > generation) {
            generation = scored.generation();
            before = new Sums();
            late.clear();
        }
        if (before.count < n) {
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

    private Optional<Drift> look() {
        Sums now = new Sums();
        late.forEach(now::add);
        double noise = Math.sqrt(before.variance() / before.count + now.variance() / now.count);
        double rise = now.mean() - before.mean();
        double z = noise > 0 ? rise / noise : Math.signum(rise) * 999;
        if (now.error() < before.error() * (1 + minRise) || rise <= 0 || z < minZ) {
            return Optional.empty();
        }
        Map<String, Change> fields = new TreeMap<>();
        now.fields.forEach(
                (field, sums) -> fields.put(field, new Change(error(before.fields.get(field)), error(sums))));
        long sinceMs = changeMs((before.mean() + now.mean()) / 2);
        late.clear();
        return Optional.of(new Drift(generation, n, before.error(), now.error(), Math.min(999, z), fields, sinceMs));
    }

    /** Where the losses of late rose above that level: the least cumulated sum of what they are above it. */
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

    private static double error(double @Nullable [] sums) {
        return sums == null ? Double.NaN : Math.sqrt(sums[1] / sums[0]);
    }

    private static final class Sums {
        int count;
        double sum;
        double square;
        final Map<String, double[]> fields = new HashMap<>();

        void add(ScoredRecord scored) {
            double loss = ScoredRecord.loss(scored.active());
            count++;
            sum += loss;
            square += loss * loss;
            for (MaskedScore score : scored.active()) {
                double[] sums = fields.computeIfAbsent(score.getField(), first -> new double[2]);
                sums[0]++;
                sums[1] += ScoredRecord.loss(score);
            }
        }

        double mean() {
            return sum / count;
        }

        double variance() {
            return count < 2 ? 0 : Math.max(0, (square - sum * sum / count) / (count - 1));
        }

        double error() {
            return Math.sqrt(mean());
        }
    }
}
