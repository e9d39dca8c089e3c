package io.lacuna.app.stream.recent;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which cells of recent records are missing. After each look the next {@value #KEPT} records are noted, and no others, so that a page
 * that looks once a second costs a fast stream nothing; what it sees is at most a second old. Safe to share between threads.
 */
public final class MissingCells {
    static final int KEPT = 512;
    private static final int SHOWN = 96;
    private static final int PATTERNS = 12;

    private final BitSet[] records = new BitSet[KEPT];
    private @Nullable Features features;
    private int next;
    private int size;

    /** Records that are still noted until the next look; written under the lock. */
    private volatile int wanted;

    /**
     * The matrix of the newest records, and the most frequent patterns.
     *
     * @param features names, in the order of the bits
     * @param rows newest last: by feature 1 if it is observed, 0 if it is missing
     * @param records that the patterns and shares are of
     * @param missing by feature, the share of records without it
     */
    public record Matrix(
            List<String> features, List<String> rows, int records, List<Double> missing, List<Pattern> patterns) {}

    /**
     * Records that lack the same features.
     *
     * @param missing names of the missing features; empty for records without a gap
     */
    public record Pattern(List<String> missing, int records) {}

    void took(Features of, double[] observation) {
        if (wanted > 0) {
            note(of, observation);
        }
    }

    private synchronized void note(Features of, double[] observation) {
        wanted--;
        if (features != of) {
            if (!of.equals(features)) {
                next = 0;
                size = 0;
            }
            features = of;
        }
        BitSet observed = records[next];
        if (observed == null) {
            observed = new BitSet(observation.length);
            records[next] = observed;
        }
        observed.clear();
        for (int j = 0; j < observation.length; j++) {
            if (!Double.isNaN(observation[j])) {
                observed.set(j);
            }
        }
        next = (next + 1) % KEPT;
        size = Math.min(size + 1, KEPT);
    }

    /** The noted records; empty at first, because none are noted before somebody has looked. */
    public synchronized Matrix matrix() {
        wanted = KEPT;
        Features of = features;
        if (of == null) {
            return new Matrix(List.of(), List.of(), 0, List.of(), List.of());
        }
        int[] missing = new int[of.size()];
        Map<BitSet, Integer> patterns = new LinkedHashMap<>();
        List<String> rows = new ArrayList<>();
        for (int i = size; i > 0; i--) {
            BitSet observed = records[Math.floorMod(next - i, KEPT)];
            patterns.merge((BitSet) observed.clone(), 1, Integer::sum);
            StringBuilder row = new StringBuilder(of.size());
            for (int j = 0; j < of.size(); j++) {
                missing[j] += observed.get(j) ? 0 : 1;
                row.append(observed.get(j) ? '1' : '0');
            }
            if (i <= SHOWN) {
                rows.add(row.toString());
            }
        }
        List<Double> shares = new ArrayList<>();
        for (int count : missing) {
            shares.add(size == 0 ? 0 : count / (double) size);
        }
        return new Matrix(of.list().stream().map(Feature::name).toList(), rows, size, shares, frequent(of, patterns));
    }

    private static List<Pattern> frequent(Features of, Map<BitSet, Integer> patterns) {
        return patterns.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<BitSet, Integer> entry) -> -entry.getValue()))
                .limit(PATTERNS)
                .map(entry -> new Pattern(missing(of, entry.getKey()), entry.getValue()))
                .toList();
    }

    private static List<String> missing(Features of, BitSet observed) {
        List<String> names = new ArrayList<>();
        for (int j = observed.nextClearBit(0); j < of.size(); j = observed.nextClearBit(j + 1)) {
            names.add(of.get(j).name());
        }
        return names;
    }
}
