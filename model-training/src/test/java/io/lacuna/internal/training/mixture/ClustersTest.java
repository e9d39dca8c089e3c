package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClustersTest {
    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Points around {@code count} corners of a grid with spacing ten; a point's corner is its index modulo count. */
    private static double[][] corners(int n, int count, SplittableRandom random) {
        double[][] points = new double[n][2];
        for (int i = 0; i < n; i++) {
            points[i][0] = 10 * (i % count % 2) + 0.5 * random.nextGaussian();
            points[i][1] = 10 * (i % count / 2) + 0.5 * random.nextGaussian();
        }
        return points;
    }

    @Test
    void clustersThatLieApartAreFound() {
        for (int seed = 0; seed < 20; seed++) {
            double[][] points = corners(80, 4, new SplittableRandom(seed));
            int[] cluster = Clusters.assign(points, ones(80), 4, new SplittableRandom(seed));
            assertThat(Arrays.stream(cluster, 0, 4).distinct().count()).isEqualTo(4);
            for (int i = 4; i < 80; i++) {
                assertThat(cluster[i]).isEqualTo(cluster[i % 4]);
            }
        }
    }

    @Test
    void everyPointIsNearestTheWeightedMeanOfItsOwnCluster() {
        SplittableRandom random = new SplittableRandom(4);
        int n = 120;
        double[][] points = new double[n][3];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            Arrays.setAll(points[i], j -> random.nextGaussian());
            weights[i] = 1 + random.nextInt(20);
        }
        int[] cluster = Clusters.assign(points, weights, 3, new SplittableRandom(1));
        double[][] means = new double[3][3];
        double[] size = new double[3];
        for (int i = 0; i < n; i++) {
            size[cluster[i]] += weights[i];
            for (int j = 0; j < 3; j++) {
                means[cluster[i]][j] += weights[i] * points[i][j];
            }
        }
        for (int i = 0; i < n; i++) {
            double[] squares = new double[3];
            for (int k = 0; k < 3; k++) {
                for (int j = 0; j < 3; j++) {
                    double apart = points[i][j] - means[k][j] / size[k];
                    squares[k] += apart * apart;
                }
            }
            assertThat(squares[cluster[i]])
                    .isEqualTo(Arrays.stream(squares).min().orElseThrow());
        }
    }

    @Test
    void heavyPointsDrawTheCentresTheyStartFrom() {
        double[][] points = {{0}, {1}, {1.1}};
        double[] weights = {1, 1_000, 1_000};
        int together = 0;
        for (int seed = 0; seed < 200; seed++) {
            int[] cluster = Clusters.assign(points, weights, 2, new SplittableRandom(seed));
            together += cluster[1] == cluster[2] ? 1 : 0;
        }
        // The first start is almost surely a heavy point. The second is drawn by weight times squared distance: the
        // other heavy point with 1,000 * 0.1^2 against 1 for the light one, so the heavy ones stay together once in
        // 11 times.
        assertThat(together).isBetween(5, 40);
    }

    @Test
    void startsFarFromTheCentresBeforeAreLikely() {
        // With equal weights, the second start is almost surely the far point, with 100^2 to 1.
        double[][] points = {{0}, {1}, {100}};
        for (int seed = 0; seed < 50; seed++) {
            int[] cluster = Clusters.assign(points, ones(3), 2, new SplittableRandom(seed));
            assertThat(cluster[0]).isEqualTo(cluster[1]);
            assertThat(cluster[2]).isNotEqualTo(cluster[0]);
        }
    }

    @Test
    void moreClustersThanDifferentPointsDoNoHarm() {
        double[][] points = {{1}, {1}, {2}};
        int[] cluster = Clusters.assign(points, ones(3), 5, new SplittableRandom(3));
        assertThat(cluster[0]).isEqualTo(cluster[1]).isNotEqualTo(cluster[2]);
        assertThat(Arrays.stream(cluster)).allMatch(k -> k >= 0 && k < 5);
        assertThat(Clusters.assign(points, ones(3), 1, new SplittableRandom(3))).containsOnly(0);
    }
}
