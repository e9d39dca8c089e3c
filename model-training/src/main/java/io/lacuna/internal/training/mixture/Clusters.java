package io.lacuna.internal.training.mixture;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Weighted k-means with k-means++ initialization (Arthur and Vassilvitskii, 2007): finds the first centres of the
 * relays.
 */
final class Clusters {
    private static final int ROUNDS = 20;

    private Clusters() {}

    /**
     * Assigns rows to clusters.
     *
     * @param points n arrays of equal length, without missing values
     * @param weights n positive weights
     * @param count number of clusters
     * @return n cluster indices below {@code count}
     */
    static int[] assign(double[][] points, double[] weights, int count, SplittableRandom random) {
        double[][] centres = start(points, weights, count, random);
        int[] cluster = new int[points.length];
        for (int t = 0; t < ROUNDS; t++) {
            boolean moved = false;
            for (int i = 0; i < points.length; i++) {
                int nearest = nearest(points[i], centres);
                moved |= nearest != cluster[i];
                cluster[i] = nearest;
            }
            if (!moved && t > 0) {
                break;
            }
            recentre(points, weights, cluster, centres);
        }
        return cluster;
    }

    private static double[][] start(double[][] points, double[] weights, int count, SplittableRandom random) {
        double[][] centres = new double[count][];
        double[] nearest = new double[points.length];
        Arrays.fill(nearest, 1);
        for (int k = 0; k < count; k++) {
            centres[k] = points[draw(nearest, weights, random)].clone();
            for (int i = 0; i < points.length; i++) {
                double distance = distance(points[i], centres[k]);
                nearest[i] = k == 0 ? distance : Math.min(nearest[i], distance);
            }
        }
        return centres;
    }

    private static int draw(double[] distances, double[] weights, SplittableRandom random) {
        double total = 0;
        for (int i = 0; i < distances.length; i++) {
            total += distances[i] * weights[i];
        }
        double target = random.nextDouble() * total;
        for (int i = 0; i < distances.length; i++) {
            target -= distances[i] * weights[i];
            if (target < 0) {
                return i;
            }
        }
        return random.nextInt(distances.length);
    }

    private static int nearest(double[] point, double[][] centres) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < centres.length; k++) {
            double distance = distance(point, centres[k]);
            if (distance < least) {
                least = distance;
                best = k;
            }
        }
        return best;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            double difference = a[j] - b[j];
            sum += difference * difference;
        }
        return sum;
    }

    private static void recentre(double[][] points, double[] weights, int[] cluster, double[][] centres) {
        double[] size = new double[centres.length];
        double[][] sums = new double[centres.length][points[0].length];
        for (int i = 0; i < points.length; i++) {
            size[cluster[i]] += weights[i];
            for (int j = 0; j < points[i].length; j++) {
                sums[cluster[i]][j] += weights[i] * points[i][j];
            }
        }
        for (int k = 0; k < centres.length; k++) {
            if (size[k] > 0) {
                for (int j = 0; j < sums[k].length; j++) {
                    centres[k][j] = sums[k][j] / size[k];
                }
            }
        }
    }
}
