package io.lacuna.internal.training.mixture;

import java.util.SplittableRandom;

/** Random rows of two clusters with gaps, five numbers and a label each, and fits begun on them. */
final class LowRankRows {
    static final int D = 5;
    static final int Q = 2;

    private LowRankRows() {}

    static RelayRows rows(SplittableRandom random, int n) {
        double[][] y = new double[n][D];
        int[][] labels = new int[n][1];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            int cluster = random.nextInt(2);
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            for (int j = 0; j < D; j++) {
                double cell = cluster * (j - 2) + a * (j - 1) / 3 + b * (2 - j % 3) / 3 + 0.4 * random.nextGaussian();
                y[i][j] = random.nextDouble() < 0.3 ? Double.NaN : cell;
            }
            labels[i][0] = random.nextDouble() < 0.3 ? -1 : random.nextDouble() < 0.8 ? cluster : 1 - cluster;
            weights[i] = 1 + i % 3;
        }
        return new RelayRows(y, labels, new int[] {2}, weights);
    }

    static LowRankEm single(RelayRows rows) {
        LowRankEm single = new LowRankEm(rows, 1, Q);
        single.startSingle(new SplittableRandom(5));
        single.run(5);
        return single;
    }

    static LowRankEm mixture(RelayRows rows, LowRankEm single) {
        LowRankEm em = new LowRankEm(rows, 2, Q);
        double[][] factors = single.factors();
        em.startAt(Clusters.assign(factors, rows.weights(), 2, new SplittableRandom(1)), factors, single);
        return em;
    }
}
