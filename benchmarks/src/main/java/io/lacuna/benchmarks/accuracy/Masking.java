package io.lacuna.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Splits and masks of a trial, from the random streams {@code 1000 seed + 1} (split), {@code + 2} (training), {@code +
 * 3} (test).
 */
final class Masking {
    private static final double MEAN_GAP_ROWS = 24;

    private Masking() {}

    /** Row indices: the first fifth are the test rows, the others the training rows. */
    static int[] split(int n, long seed, boolean chronological) {
        int[] p = new int[n];
        for (int i = 0; i < n; i++) {
            p[i] = chronological ? (i + n - n / 5) % n : i;
        }
        if (!chronological) {
            SplittableRandom random = new SplittableRandom(seed * 1000 + 1);
            for (int i = n - 1; i > 0; i--) {
                int j = (int) (random.nextDouble() * (i + 1));
                int kept = p[i];
                p[i] = p[j];
                p[j] = kept;
            }
        }
        return p;
    }

    /**
     * Which cells to hide, whether they are observed or not.
     *
     * @param z rows to hide in, in standard units, {@code NaN} = missing in the data
     * @param train the training rows, which set the rate of {@link Trial.Mechanism#MAR}
     * @return n x d flags
     */
    static boolean[][] hide(List<double[]> z, List<double[]> train, Trial trial, long stream) {
        SplittableRandom random = new SplittableRandom(stream);
        int d = z.get(0).length;
        boolean[][] hidden = new boolean[z.size()][d];
        switch (trial.mechanism()) {
            case MCAR -> {
                for (boolean[] row : hidden) {
                    for (int j = 0; j < d; j++) {
                        row[j] = random.nextDouble() < trial.rate();
                    }
                }
            }
            case BLOCKCOLS -> {
                int run = (int) Math.floor(trial.rate() * d + 0.5);
                for (boolean[] row : hidden) {
                    int start = (int) (random.nextDouble() * d);
                    for (int o = 0; o < run; o++) {
                        row[(start + o) % d] = true;
                    }
                }
            }
            case BLOCKTIME -> inTime(hidden, trial.rate(), random);
            case MAR -> driven(hidden, z, train, trial.rate(), random);
        }
        return hidden;
    }

    private static void inTime(boolean[][] hidden, double rate, SplittableRandom random) {
        double in = Math.min(1, rate / ((1 - rate) * MEAN_GAP_ROWS));
        double out = 1 / MEAN_GAP_ROWS;
        for (int t = 0; t < hidden.length; t++) {
            for (int j = 0; j < hidden[t].length; j++) {
                double u = random.nextDouble();
                hidden[t][j] = t == 0 ? u < rate : hidden[t - 1][j] ? u >= out : u < in;
            }
        }
    }

    private static void driven(
            boolean[][] hidden, List<double[]> z, List<double[]> train, double rate, SplittableRandom random) {
        int d = hidden[0].length;
        int drivers = Math.max(1, (int) Math.floor(0.3 * d + 0.5));
        double target = Math.min(0.95, rate * d / (d - drivers));
        double[] offset = new double[d];
        for (int j = drivers; j < d; j++) {
            offset[j] = offset(train, j % drivers, target);
        }
        for (int i = 0; i < hidden.length; i++) {
            for (int j = 0; j < d; j++) {
                double u = random.nextDouble();
                hidden[i][j] = j >= drivers && u < logistic(offset[j] + 2 * orZero(z.get(i)[j % drivers]));
            }
        }
    }

    /** The offset at which the mean probability over the training rows equals the target, by bisection. */
    private static double offset(List<double[]> train, int driver, double target) {
        List<Double> values = new ArrayList<>();
        train.forEach(row -> values.add(orZero(row[driver])));
        double low = -30;
        double high = 30;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            double sum = 0;
            for (double x : values) {
                sum += logistic(middle + 2 * x);
            }
            if (sum / values.size() < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double orZero(double x) {
        return Double.isNaN(x) ? 0 : x;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
