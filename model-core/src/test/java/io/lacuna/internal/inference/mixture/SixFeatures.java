package io.lacuna.internal.inference.mixture;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Random mixtures over five numbers and one label, and records of them. */
final class SixFeatures {
    static final int D = 5;
    static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.continuous("b"),
            Feature.categorical("state", List.of("on", "off", "broken")),
            Feature.continuous("c"),
            Feature.continuous("d"),
            Feature.continuous("e")));
    /** Values in the features' own units; the categorical feature is in the middle. */
    static final int[] CONTINUOUS = {0, 1, 3, 4, 5};

    static final double[] MEAN = {10, -3, 0, 100, 0.5};
    static final double[] SD = {2, 0.5, 1, 30, 7};

    private SixFeatures() {}

    static RelayMixture mixture(SplittableRandom random, int space, int relays) {
        float[] weights = new float[relays];
        float[][] centres = new float[relays][D];
        float[][] covariances = new float[relays][D * (D + 1) / 2];
        float[][][] logs = new float[relays][1][3];
        for (int k = 0; k < relays; k++) {
            weights[k] = (float) Math.log(1.0 / relays);
            double[][] b = new double[D][D];
            for (int i = 0; i < D; i++) {
                centres[k][i] = (float) (0.7 * random.nextGaussian());
                for (int j = 0; j < D; j++) {
                    b[i][j] = 0.5 * random.nextGaussian();
                }
            }
            for (int i = 0; i < D; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = i == j ? 0.2 : 0;
                    for (int c = 0; c < D; c++) {
                        sum += b[i][c] * b[j][c];
                    }
                    covariances[k][RelayMixture.packed(i, j)] = (float) sum;
                }
            }
            double p = 0.2 + 0.2 * k;
            logs[k][0] = new float[] {(float) Math.log(p), (float) Math.log(0.9 - p), (float) Math.log(0.1)};
        }
        return new RelayMixture(space, weights, centres, covariances, logs);
    }

    static RelayEnsemble ensemble(RelayCalibration calibration, RelayMixture... fits) {
        double[] mean = {MEAN[0], MEAN[1], 0, MEAN[2], MEAN[3], MEAN[4]};
        double[] sd = {SD[0], SD[1], 1, SD[2], SD[3], SD[4]};
        List<RankNormal> marginals = new ArrayList<>();
        SplittableRandom values = new SplittableRandom(4);
        for (int c = 0; c < D; c++) {
            double[] skewed = values.doubles(400, 0, 1)
                    .map(u -> Math.exp(Normal.quantile(u) * 0.6))
                    .sorted()
                    .toArray();
            double centre = Arrays.stream(skewed).average().orElseThrow();
            double spread = Math.sqrt(Arrays.stream(skewed)
                    .map(v -> (v - centre) * (v - centre))
                    .average()
                    .orElseThrow());
            marginals.add(RankNormal.fit(
                    Arrays.stream(skewed).map(v -> (v - centre) / spread).toArray()));
        }
        return new RelayEnsemble(new Standardizer(mean, sd), marginals, calibration, List.of(fits));
    }

    static RelayMixtureKernel kernel(RelayEnsemble ensemble) {
        return new RelayMixtureKernel(new RelayTables(ensemble, FEATURES));
    }

    static double[] observation(SplittableRandom random, double missing) {
        double[] cells = new double[D + 1];
        Arrays.fill(cells, Double.NaN);
        for (int c = 0; c < D; c++) {
            if (random.nextDouble() >= missing) {
                cells[CONTINUOUS[c]] = MEAN[c] + SD[c] * random.nextGaussian();
            }
        }
        if (random.nextDouble() >= missing) {
            cells[2] = random.nextInt(3);
        }
        return cells;
    }

    static DenseConditional dense(RelayMixture fit, double[] observation) {
        double[] cells = new double[D];
        for (int c = 0; c < D; c++) {
            cells[c] = (observation[CONTINUOUS[c]] - MEAN[c]) / SD[c];
        }
        return DenseConditional.of(fit, cells, Double.isNaN(observation[2]) ? -1 : (int) observation[2]);
    }

    /** Both spaces, partial trust and stretch: everything that a fitted ensemble has. */
    static RelayEnsemble whole(SplittableRandom random) {
        float[] trust = {1, 0.7f, 0.8f, 1, 1, 0.5f};
        float[] stretch = {1, 1.1f, 0.95f, 1.2f, 1};
        return ensemble(
                new RelayCalibration(trust, stretch),
                mixture(random, 0, 3),
                mixture(random, 1, 3),
                mixture(random, 0, 2),
                mixture(random, 1, 2));
    }
}
