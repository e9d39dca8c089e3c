package io.lacuna.benchmarks.papers.images;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Rows in random order, in batches, and the noise for them. */
final class Batches {
    private Batches() {}

    static List<double[][]> of(double[][] rows, int size, SplittableRandom random) {
        double[][] order = rows.clone();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double[] other = order[i];
            order[i] = order[j];
            order[j] = other;
        }
        List<double[][]> batches = new ArrayList<>();
        for (int from = 0; from < order.length; from += size) {
            batches.add(Arrays.copyOfRange(order, from, Math.min(order.length, from + size)));
        }
        return batches;
    }

    static double[] noise(int count, SplittableRandom random) {
        double[] noise = new double[count];
        for (int i = 0; i < count; i++) {
            noise[i] = random.nextGaussian();
        }
        return noise;
    }

    /** 1 for an observed cell, 0 for a missing one. */
    static double[] observed(double[] row) {
        double[] weights = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            weights[j] = Double.isNaN(row[j]) ? 0 : 1;
        }
        return weights;
    }

    /** The cells with zero for a missing one. */
    static double[] filled(double[] row) {
        double[] cells = row.clone();
        for (int j = 0; j < row.length; j++) {
            cells[j] = Double.isNaN(row[j]) ? 0 : row[j];
        }
        return cells;
    }

    /** As many copies of a row. */
    static double[][] copies(double[] row, int count) {
        double[][] copies = new double[count][];
        Arrays.fill(copies, row);
        return copies;
    }
}
