package io.lacuna.benchmarks;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Tables for measurements: a few clusters, a low-rank nonlinear signal, noise. Only their size matters here. */
final class SyntheticTable {
    private static final int FACTORS = 5;

    private SyntheticTable() {}

    /** n complete rows of d continuous features. */
    static Table complete(int n, int d, long seed) {
        SplittableRandom random = Seeds.random(seed, "synthetic");
        double[][] loading = new double[FACTORS + 1][d];
        for (double[] factor : loading) {
            for (int j = 0; j < d; j++) {
                factor[j] = random.nextGaussian();
            }
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] z = new double[FACTORS];
            for (int f = 0; f < FACTORS; f++) {
                z[f] = random.nextGaussian();
            }
            double cluster = random.nextInt(4) - 1.5;
            double[] row = new double[d];
            for (int j = 0; j < d; j++) {
                double signal = cluster * loading[FACTORS][j];
                for (int f = 0; f < FACTORS; f++) {
                    signal += z[f] * loading[f][j];
                }
                row[j] = signal + Math.sin(signal) + 0.3 * random.nextGaussian();
            }
            rows.add(row);
        }
        return new Table(features(d), rows);
    }

    /** The table with cells missing completely at random: every row has its own pattern. */
    static Table manyPatterns(Table table, double rate, long seed) {
        return Masks.completelyAtRandom(table, rate, Seeds.random(seed, "mask")).table();
    }

    /** The table with the given share of cells missing in one of a few patterns, as when sensors drop out together. */
    static Table fewPatterns(Table table, double rate, int patterns, long seed) {
        SplittableRandom random = Seeds.random(seed, "patterns");
        int d = table.features().size();
        boolean[][] hidden = new boolean[patterns][d];
        for (boolean[] pattern : hidden) {
            for (int j = 0; j < d; j++) {
                pattern[j] = random.nextDouble() < rate;
            }
        }
        List<double[]> rows = new ArrayList<>();
        for (double[] full : table.rows()) {
            double[] row = full.clone();
            boolean[] pattern = hidden[random.nextInt(patterns)];
            for (int j = 0; j < d; j++) {
                row[j] = pattern[j] ? Double.NaN : row[j];
            }
            rows.add(row);
        }
        return new Table(table.features(), rows);
    }

    private static Features features(int d) {
        return new Features(
                IntStream.range(0, d).mapToObj(j -> Feature.continuous("x" + j)).toList());
    }
}
