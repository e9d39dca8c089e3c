package io.lacuna.training;

import io.lacuna.data.Packed;
import io.lacuna.relay.RelayMixture;

/**
 * Fits one {@link RelayMixture} to partial rows by expectation maximization: Relay VI's cluster form (appendix A,
 * |B| = 1) with a linear decoder and noise for each relay, so that equation 2's bound is tight and its posterior exact.
 *
 * <p>E step, row i, relay k, o = observed, m = missing cells: with S_k[o,o] = L L' and u = L^-1 (x_o - mu_ko),
 * log r_ik = log pi_k - |u|^2 / 2 - sum log L_aa + sum over categories log p_k(c), softmax over k. Where r_ik counts, the
 * missing cells are mu_m + W'u and their covariance C = S_mm - W'W, with W = L^-1 S_om.
 *
 * <p>M step: mean and covariance from the expected sums, drawn towards the pooled within-relay covariance P as if P had
 * been seen {@value #SHRINKAGE} times: S_k = (Q_k + nu P) / (s0_k + nu) + eps I. That shrinkage is what lets many relays
 * stand on few rows. Beyond the paper: it has neither covariances nor shrinkage.
 *
 * <p>Not thread-safe; one object is one fit.
 */
final class RelayMixtureEm {
    /** How many rows the pooled covariance counts as. */
    static final double SHRINKAGE = 10;

    private static final double RIDGE = 1e-3;
    private static final double CENTRE_PRIOR = 1;
    private static final double CATEGORY_PRIOR = 1;
    private static final double NEGLIGIBLE = 1e-4;
    private static final double TOLERANCE = 1e-4;

    private final RelayRows rows;
    private final int d;
    private final int relays;
    private final double shrinkage;

    final double[] logWeights;
    final double[][] centres;
    final double[][][] covariances;
    /** [k][f][label] */
    final double[][][] probabilities;

    private final double[] columnMeans;
    private final double[][] columnShares;

    private final double[] s0;
    private final double[][] s1;
    private final double[][][] s2;
    private final double[][][] counts;

    private final int[] observed;
    private final int[] missing;
    private final double[][][] factors;
    private final double[][] whitened;
    private final double[] logR;
    private final double[][] gain;
    private final double[] deviation;

    RelayMixtureEm(RelayRows rows, int relays, double shrinkage) {
        this.rows = rows;
        this.relays = relays;
        this.shrinkage = shrinkage;
        d = rows.continuous();
        int f = rows.labels().length;
        logWeights = new double[relays];
        centres = new double[relays][d];
        covariances = new double[relays][][];
        probabilities = new double[relays][f][];
        counts = new double[relays][f][];
        s0 = new double[relays];
        s1 = new double[relays][d];
        s2 = new double[relays][][];
        factors = new double[relays][][];
        whitened = new double[relays][d];
        logR = new double[relays];
        gain = new double[d][d];
        deviation = new double[d];
        observed = new int[d];
        missing = new int[d];
        for (int k = 0; k < relays; k++) {
            covariances[k] = Packed.triangle(d);
            s2[k] = Packed.triangle(d);
            factors[k] = Packed.triangle(d);
            for (int g = 0; g < f; g++) {
                probabilities[k][g] = new double[rows.labels()[g]];
                counts[k][g] = new double[rows.labels()[g]];
            }
        }
        columnMeans = columnMeans(rows);
        columnShares = columnShares(rows);
    }

    private static double[] columnMeans(RelayRows rows) {
        int d = rows.continuous();
        double[] sum = new double[d];
        double[] weight = new double[d];
        for (int i = 0; i < rows.size(); i++) {
            double[] y = rows.y()[i];
            for (int j = 0; j < d; j++) {
                if (!Double.isNaN(y[j])) {
                    sum[j] += rows.weights()[i] * y[j];
                    weight[j] += rows.weights()[i];
                }
            }
        }
        for (int j = 0; j < d; j++) {
            sum[j] = weight[j] > 0 ? sum[j] / weight[j] : 0;
        }
        return sum;
    }

    private static double[][] columnShares(RelayRows rows) {
        double[][] shares = new double[rows.labels().length][];
        for (int f = 0; f < shares.length; f++) {
            shares[f] = new double[rows.labels()[f]];
            double total = 0;
            for (int i = 0; i < rows.size(); i++) {
                int c = rows.categories()[i][f];
                if (c >= 0) {
                    shares[f][c] += rows.weights()[i];
                    total += rows.weights()[i];
                }
            }
            for (int c = 0; c < shares[f].length; c++) {
                shares[f][c] = (shares[f][c] + 0.5) / (total + 0.5 * shares[f].length);
            }
        }
        return shares;
    }

    /** Starts every relay at the columns' means with unit covariance: the start of a single normal. */
    void startSingle() {
        for (int k = 0; k < relays; k++) {
            System.arraycopy(columnMeans, 0, centres[k], 0, d);
            for (int i = 0; i < d; i++) {
                covariances[k][i][i] = 1;
            }
            copyShares(k);
            logWeights[k] = -Math.log(relays);
        }
    }

    private void copyShares(int k) {
        for (int f = 0; f < columnShares.length; f++) {
            System.arraycopy(columnShares[f], 0, probabilities[k][f], 0, columnShares[f].length);
        }
    }

    /**
     * Starts the relays at clusters of the rows.
     *
     * @param cluster n cluster indices
     * @param filled n rows without gaps
     * @param single a fitted single normal, whose covariance, shrunk, is every relay's first
     */
    void startAt(int[] cluster, double[][] filled, RelayMixtureEm single) {
        double[] size = new double[relays];
        for (int i = 0; i < rows.size(); i++) {
            double w = rows.weights()[i];
            size[cluster[i]] += w;
            for (int j = 0; j < d; j++) {
                centres[cluster[i]][j] += w * filled[i][j];
            }
            for (int f = 0; f < columnShares.length; f++) {
                int c = rows.categories()[i][f];
                if (c >= 0) {
                    probabilities[cluster[i]][f][c] += w;
                }
            }
        }
        double total = 0;
        for (double s : size) {
            total += s + 1;
        }
        for (int k = 0; k < relays; k++) {
            for (int j = 0; j < d; j++) {
                centres[k][j] = size[k] > 0 ? centres[k][j] / size[k] : columnMeans[j];
            }
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    covariances[k][i][j] = 0.6 * single.covariances[0][i][j];
                }
            }
            for (int f = 0; f < columnShares.length; f++) {
                normalize(probabilities[k][f], probabilities[k][f].clone(), columnShares[f]);
            }
            logWeights[k] = Math.log((size[k] + 1) / total);
        }
    }

    /** Runs until the mean log likelihood a row changes by less than {@value #TOLERANCE}, at most that many rounds. */
    double run(int iterations) {
        double before = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < iterations; t++) {
            double now = expectation();
            maximization();
            if (Math.abs(now - before) < TOLERANCE) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** One E step: fills the expected sums; mean log likelihood of a row under the parameters it started from. */
    double expectation() {
        clearSums();
        double logLikelihood = 0;
        double total = 0;
        for (int i = 0; i < rows.size(); i++) {
            double w = rows.weights()[i];
            int o = split(rows.y()[i]);
            logLikelihood += w * responsibilities(i, o);
            total += w;
            for (int k = 0; k < relays; k++) {
                double r = Math.exp(logR[k]);
                if (r > NEGLIGIBLE) {
                    collect(i, k, o, w * r);
                }
            }
        }
        return logLikelihood / Math.max(total, 1e-300);
    }

    private void clearSums() {
        for (int k = 0; k < relays; k++) {
            s0[k] = 0;
            java.util.Arrays.fill(s1[k], 0);
            for (double[] row : s2[k]) {
                java.util.Arrays.fill(row, 0);
            }
            for (double[] feature : counts[k]) {
                java.util.Arrays.fill(feature, 0);
            }
        }
    }

    private int split(double[] y) {
        int o = 0;
        int m = 0;
        for (int j = 0; j < d; j++) {
            if (Double.isNaN(y[j])) {
                missing[m++] = j;
            } else {
                observed[o++] = j;
            }
        }
        return o;
    }

    /** log r_ik, normalized over k; returns log p(x_io). Leaves L and u of every relay behind. */
    private double responsibilities(int i, int o) {
        double[] y = rows.y()[i];
        int[] categories = rows.categories()[i];
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < relays; k++) {
            double logs = Packed.cholesky(covariances[k], observed, o, factors[k]);
            double[] u = whitened[k];
            for (int a = 0; a < o; a++) {
                u[a] = y[observed[a]] - centres[k][observed[a]];
            }
            Packed.forward(factors[k], o, u);
            double square = 0;
            for (int a = 0; a < o; a++) {
                square += u[a] * u[a];
            }
            double value = logWeights[k] - 0.5 * square - logs;
            for (int f = 0; f < categories.length; f++) {
                if (categories[f] >= 0) {
                    value += Math.log(probabilities[k][f][categories[f]]);
                }
            }
            logR[k] = value;
            max = Math.max(max, value);
        }
        double sum = 0;
        for (int k = 0; k < relays; k++) {
            sum += Math.exp(logR[k] - max);
        }
        double log = max + Math.log(sum);
        for (int k = 0; k < relays; k++) {
            logR[k] -= log;
        }
        return log - 0.5 * o * Math.log(2 * Math.PI);
    }

    /** Adds row i's share in relay k to the expected sums, its missing cells at their conditional mean. */
    private void collect(int i, int k, int o, double weight) {
        double[] y = rows.y()[i];
        int m = d - o;
        gains(k, o, m);
        for (int a = 0; a < o; a++) {
            deviation[observed[a]] = y[observed[a]] - centres[k][observed[a]];
        }
        for (int b = 0; b < m; b++) {
            double sum = 0;
            for (int a = 0; a < o; a++) {
                sum += gain[b][a] * whitened[k][a];
            }
            deviation[missing[b]] = sum;
        }
        s0[k] += weight;
        for (int p = 0; p < d; p++) {
            double e = weight * deviation[p];
            s1[k][p] += e;
            double[] row = s2[k][p];
            for (int q = 0; q <= p; q++) {
                row[q] += e * deviation[q];
            }
        }
        for (int b = 0; b < m; b++) {
            double[] row = s2[k][missing[b]];
            double[] covariance = covariances[k][missing[b]];
            double[] gb = gain[b];
            for (int c = 0; c <= b; c++) {
                double sum = covariance[missing[c]];
                double[] gc = gain[c];
                for (int a = 0; a < o; a++) {
                    sum -= gb[a] * gc[a];
                }
                row[missing[c]] += weight * sum;
            }
        }
        int[] categories = rows.categories()[i];
        for (int f = 0; f < categories.length; f++) {
            if (categories[f] >= 0) {
                counts[k][f][categories[f]] += weight;
            }
        }
    }

    /** W' = (L^-1 S_om)', one row a missing cell. */
    private void gains(int k, int o, int m) {
        for (int b = 0; b < m; b++) {
            double[] w = gain[b];
            for (int a = 0; a < o; a++) {
                w[a] = Packed.at(covariances[k], missing[b], observed[a]);
            }
            Packed.forward(factors[k], o, w);
        }
    }

    void maximization() {
        double[][] pooled = Packed.triangle(d);
        double all = 0;
        for (int k = 0; k < relays; k++) {
            maximizeCentre(k, pooled);
            all += s0[k];
        }
        double total = 0;
        for (int k = 0; k < relays; k++) {
            total += s0[k] + 1;
        }
        for (int k = 0; k < relays; k++) {
            for (int p = 0; p < d; p++) {
                for (int q = 0; q <= p; q++) {
                    covariances[k][p][q] = (s2[k][p][q] + shrinkage * pooled[p][q] / Math.max(all, 1e-300))
                            / Math.max(s0[k] + shrinkage, 1e-300);
                }
                covariances[k][p][p] += RIDGE;
            }
            logWeights[k] = Math.log((s0[k] + 1) / total);
            for (int f = 0; f < columnShares.length; f++) {
                normalize(probabilities[k][f], counts[k][f], columnShares[f]);
            }
        }
    }

    /** Moves the centre, and turns s2 into the scatter Q around the new one; adds it to the pool. */
    private void maximizeCentre(int k, double[][] pooled) {
        double[] delta = deviation;
        for (int p = 0; p < d; p++) {
            delta[p] = (s1[k][p] + CENTRE_PRIOR * (columnMeans[p] - centres[k][p])) / (s0[k] + CENTRE_PRIOR);
        }
        for (int p = 0; p < d; p++) {
            for (int q = 0; q <= p; q++) {
                s2[k][p][q] += -s1[k][p] * delta[q] - delta[p] * s1[k][q] + s0[k] * delta[p] * delta[q];
                pooled[p][q] += s2[k][p][q];
            }
        }
        for (int p = 0; p < d; p++) {
            centres[k][p] += delta[p];
        }
    }

    private static void normalize(double[] probabilities, double[] counts, double[] prior) {
        double total = 0;
        for (int c = 0; c < counts.length; c++) {
            total += counts[c] + CATEGORY_PRIOR * prior[c];
        }
        for (int c = 0; c < counts.length; c++) {
            probabilities[c] = (counts[c] + CATEGORY_PRIOR * prior[c]) / total;
        }
    }

    /** The rows with their gaps at the conditional mean of the whole mixture. */
    double[][] fill() {
        double[][] filled = new double[rows.size()][];
        for (int i = 0; i < rows.size(); i++) {
            int o = split(rows.y()[i]);
            responsibilities(i, o);
            filled[i] = rows.y()[i].clone();
            for (int b = 0; b < d - o; b++) {
                filled[i][missing[b]] = 0;
            }
            for (int k = 0; k < relays; k++) {
                double r = Math.exp(logR[k]);
                if (r > NEGLIGIBLE) {
                    gains(k, o, d - o);
                    for (int b = 0; b < d - o; b++) {
                        double sum = centres[k][missing[b]];
                        for (int a = 0; a < o; a++) {
                            sum += gain[b][a] * whitened[k][a];
                        }
                        filled[i][missing[b]] += r * sum;
                    }
                }
            }
        }
        return filled;
    }

    /** What was fitted, in the artifact's precision. */
    RelayMixture result(int space) {
        float[] weights = new float[relays];
        float[][] means = new float[relays][d];
        float[][] packed = new float[relays][d * (d + 1) / 2];
        float[][][] logs = new float[relays][columnShares.length][];
        for (int k = 0; k < relays; k++) {
            weights[k] = (float) logWeights[k];
            for (int p = 0; p < d; p++) {
                means[k][p] = (float) centres[k][p];
                for (int q = 0; q <= p; q++) {
                    packed[k][RelayMixture.packed(p, q)] = (float) covariances[k][p][q];
                }
            }
            for (int f = 0; f < columnShares.length; f++) {
                logs[k][f] = new float[probabilities[k][f].length];
                for (int c = 0; c < logs[k][f].length; c++) {
                    logs[k][f][c] = (float) Math.log(probabilities[k][f][c]);
                }
            }
        }
        return new RelayMixture(space, weights, means, packed, logs);
    }
}
