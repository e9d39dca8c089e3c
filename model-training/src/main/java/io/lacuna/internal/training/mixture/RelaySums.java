package io.lacuna.internal.training.mixture;

import io.lacuna.internal.numerics.LowerTriangular;
import java.util.Arrays;

/**
 * The expected sums that an E step collects for each relay, and the M step that uses them.
 *
 * <p>With e = completed row - mu_k and weight r_ik: s0 = sum r, s1 = sum r e, s2 = sum r (e e' + C). Then delta_k = (s1
 * + kappa (m - mu_k)) / (s0 + kappa), mu_k += delta_k, Q_k = s2 - s1 delta' - delta s1' + s0 delta delta', pooled P =
 * sum Q_k / sum s0_k, and S_k = (Q_k + nu P) / (s0_k + nu) + ridge I. Mutable; one fit owns it.
 */
final class RelaySums {
    private final RelayPriors priors;
    private final int relays;
    private final int d;
    final double[] columnMeans;
    final double[][] columnShares;

    private final double[] s0;
    private final double[][] s1;
    private final double[][][] s2;
    private final double[][][] counts;

    RelaySums(RelayRows rows, int relays, RelayPriors priors) {
        this.priors = priors;
        this.relays = relays;
        d = rows.continuous();
        columnMeans = rows.columnMeans();
        columnShares = rows.columnShares();
        s0 = new double[relays];
        s1 = new double[relays][d];
        s2 = new double[relays][][];
        for (int k = 0; k < relays; k++) {
            s2[k] = LowerTriangular.triangle(d);
        }
        counts = new RelayParameters(relays, 0, rows.labels()).probabilities;
    }

    void clear() {
        for (int k = 0; k < relays; k++) {
            s0[k] = 0;
            Arrays.fill(s1[k], 0);
            for (double[] row : s2[k]) {
                Arrays.fill(row, 0);
            }
            for (double[] feature : counts[k]) {
                Arrays.fill(feature, 0);
            }
        }
    }

    /**
     * Adds a completed row.
     *
     * @param k relay
     * @param weight of the row in the relay
     * @param deviation d deviations from the relay's centre
     * @param categories f label indices; -1 = missing
     */
    void add(int k, double weight, double[] deviation, int[] categories) {
        s0[k] += weight;
        double[] sum = s1[k];
        for (int p = 0; p < d; p++) {
            double e = weight * deviation[p];
            sum[p] += e;
            double[] row = s2[k][p];
            for (int q = 0; q <= p; q++) {
                row[q] += e * deviation[q];
            }
        }
        for (int f = 0; f < categories.length; f++) {
            if (categories[f] >= 0) {
                counts[k][f][categories[f]] += weight;
            }
        }
    }

    /**
     * Adds the covariance C of the missing cells around their conditional means, with the total weight of the pattern's
     * rows.
     */
    void addSpread(int k, double weight, RelayPattern pattern, double[][] covariance, double[][] gain) {
        int o = pattern.observed().length;
        int[] missing = pattern.missing();
        for (int b = 0; b < missing.length; b++) {
            double[] row = s2[k][missing[b]];
            double[] cells = covariance[missing[b]];
            double[] gb = gain[b];
            for (int c = 0; c <= b; c++) {
                double[] gc = gain[c];
                double sum = cells[missing[c]];
                for (int a = 0; a < o; a++) {
                    sum -= gb[a] * gc[a];
                }
                row[missing[c]] += weight * sum;
            }
        }
    }

    void maximize(RelayParameters parameters) {
        double[][] pooled = LowerTriangular.triangle(d);
        double all = 0;
        double total = 0;
        for (int k = 0; k < relays; k++) {
            moveCentre(k, parameters.centres[k], pooled);
            all += s0[k];
            total += s0[k] + priors.weight();
        }
        double nu = priors.shrinkage();
        for (int k = 0; k < relays; k++) {
            double weightOfRelay = Math.max(s0[k] + nu, Double.MIN_NORMAL);
            double[][] covariance = parameters.covariances[k];
            for (int p = 0; p < d; p++) {
                for (int q = 0; q <= p; q++) {
                    double shrunk = nu * pooled[p][q] / Math.max(all, Double.MIN_NORMAL);
                    covariance[p][q] = (s2[k][p][q] + shrunk) / weightOfRelay;
                }
                covariance[p][p] += priors.ridge();
            }
            parameters.logWeights[k] = Math.log((s0[k] + priors.weight()) / total);
            for (int f = 0; f < columnShares.length; f++) {
                RelayParameters.normalize(
                        parameters.probabilities[k][f], counts[k][f], columnShares[f], priors.category());
            }
        }
    }

    /** Moves the centre, turns s2 into the scatter Q around the new centre, and adds it to the pooled scatter. */
    private void moveCentre(int k, double[] centre, double[][] pooled) {
        double[] delta = new double[d];
        double kappa = priors.centre();
        for (int p = 0; p < d; p++) {
            delta[p] = (s1[k][p] + kappa * (columnMeans[p] - centre[p])) / Math.max(s0[k] + kappa, Double.MIN_NORMAL);
        }
        for (int p = 0; p < d; p++) {
            for (int q = 0; q <= p; q++) {
                s2[k][p][q] += -s1[k][p] * delta[q] - delta[p] * s1[k][q] + s0[k] * delta[p] * delta[q];
                pooled[p][q] += s2[k][p][q];
            }
        }
        for (int p = 0; p < d; p++) {
            centre[p] += delta[p];
        }
    }
}
