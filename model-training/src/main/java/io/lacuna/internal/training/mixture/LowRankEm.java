package io.lacuna.internal.training.mixture;

import io.lacuna.internal.numerics.LowerTriangular;
import io.lacuna.internal.relay.LowRankRelays;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fits {@link LowRankRelays} to partial rows by expectation maximization (Ghahramani and Hinton, The EM algorithm for
 * mixtures of factor analyzers, 1996), with missing cells left out of every sum.
 *
 * <p>E step for row i and relay k, over its observed features o with the deviation e = x_o - mu_o: M = I + W_o'
 * psi_o^-1 W_o, which rows with the same gaps share, and v = W_o' psi_o^-1 e give the posterior of the factors, N(M^-1 v,
 * M^-1). By Woodbury's identity, log p(x_o | k) = -(|o| log 2 pi + sum log psi + log det M + e' psi^-1 e - v' M^-1 v) / 2.
 *
 * <p>M step, feature by feature: centre and loadings are the ridge regression of the observed cells on (1, factors).
 * They are shrunk towards one shared set of loadings, with the weight of {@value #SHRINKAGE} rows.
 *
 * <p>A feature whose variance comes from few rows, such as a pixel that is lit in one image of a thousand, tells no more than
 * those rows, and is shrunk by as many rows more as {@link #tails} says. Otherwise it would be fitted to those rows exactly,
 * with almost no noise, and where it is lit in another record, it would take the factors for itself.
 *
 * <p>Not thread-safe; one object is one fit.
 */
final class LowRankEm {
    private static final double SHRINKAGE = 10;
    private static final double NOISE_FLOOR = 1e-2;
    private static final double NEGLIGIBLE = 1e-3;
    private static final double TOLERANCE = 1e-3;
    private static final double ORDINARY = 9;
    private static final double ROWS_OF_KURTOSIS = 10;

    private final RelayRows rows;
    private final double[] tails;
    private final int d;
    private final int q;
    private final int relays;

    final double[] logWeights;
    final double[][] centres;
    /** [k][j * q + a] */
    final double[][] loadings;

    final double[][] noise;
    private final double[][][] probabilities;

    /** The values that centres and loadings are shrunk towards: those of the single analyser. */
    private final double[] sharedLoadings;

    private final double[] sharedCentre;
    private final double[] sharedNoise;

    private final LowRankSums sums;

    private final double[][][] m;
    private final double[][] factor;
    private final double[][][] covariance;
    private final boolean[] isInverted;
    private final double[] halfLog;
    private final double[][] logNoise;
    private final double[][] mean;

    /** The rows, those with the same gaps together, in the order of the first of them. */
    private final int[][] patterns;

    private final double[] logR;

    LowRankEm(RelayRows rows, int relays, int factors) {
        this(rows, relays, factors, tails(rows));
    }

    /** @param tails as {@link #tails} gives them for all rows of which these are a sample */
    LowRankEm(RelayRows rows, int relays, int factors, double[] tails) {
        this.rows = rows;
        this.tails = tails;
        this.relays = relays;
        d = rows.continuous();
        q = factors;
        int f = rows.labels().length;
        logWeights = new double[relays];
        centres = new double[relays][d];
        loadings = new double[relays][d * q];
        noise = new double[relays][d];
        probabilities = new double[relays][f][];
        for (int k = 0; k < relays; k++) {
            for (int g = 0; g < f; g++) {
                probabilities[k][g] = new double[rows.labels()[g]];
                Arrays.fill(probabilities[k][g], 1.0 / rows.labels()[g]);
            }
        }
        sharedLoadings = new double[d * q];
        sharedCentre = new double[d];
        sharedNoise = new double[d];
        sums = new LowRankSums(relays, d, q, rows.labels());
        m = new double[relays][][];
        factor = LowerTriangular.triangle(q);
        covariance = new double[relays][][];
        isInverted = new boolean[relays];
        halfLog = new double[relays];
        logNoise = new double[relays][d];
        mean = new double[relays][q];
        for (int k = 0; k < relays; k++) {
            m[k] = LowerTriangular.triangle(q);
            covariance[k] = LowerTriangular.triangle(q);
        }
        patterns = rows.patterns();
        logR = new double[relays];
    }

    /**
     * The rows that each feature is shrunk by because of its tails: {@value #ROWS_OF_KURTOSIS} for each unit of kurtosis above
     * {@value #ORDINARY}, that of an exponential, as the nearest power of 2; 0 for ordinary features.
     */
    static double[] tails(RelayRows rows) {
        double[] tails = new double[rows.continuous()];
        for (int j = 0; j < tails.length; j++) {
            double cells = 0;
            double squares = 0;
            double fourths = 0;
            for (int i = 0; i < rows.size(); i++) {
                double square = rows.y()[i][j] * rows.y()[i][j];
                if (!Double.isNaN(square)) {
                    cells += rows.weights()[i];
                    squares += rows.weights()[i] * square;
                    fourths += rows.weights()[i] * square * square;
                }
            }
            double kurtosis = squares > 0 ? cells * fourths / (squares * squares) : 0;
            double more = ROWS_OF_KURTOSIS * (kurtosis - ORDINARY);
            tails[j] = more < 1 ? 0 : Math.scalb(1.0, (int) Math.round(Math.log(more) / Math.log(2)));
        }
        return tails;
    }

    /** Starts a single analyser at the leading directions of the rows, with missing cells as zero. */
    void startSingle(SplittableRandom random) {
        double[] share = new double[d];
        for (double[] y : rows.y()) {
            for (int j = 0; j < d; j++) {
                share[j] += Double.isNaN(y[j]) ? 0 : 1.0 / rows.size();
            }
        }
        double[] basis = new LeadingDirections(rows, q).find(random);
        for (int a = 0; a < q; a++) {
            double length = 0;
            for (int j = 0; j < d; j++) {
                length += basis[j * q + a] * basis[j * q + a];
            }
            // The basis is C times an orthonormal basis, so its length is the variance along the direction.
            double scale = 1 / Math.sqrt(Math.max(Math.sqrt(length), 1e-9));
            for (int j = 0; j < d; j++) {
                loadings[0][j * q + a] = basis[j * q + a] * scale / Math.sqrt(Math.max(share[j], 0.05));
            }
        }
        Arrays.fill(noise[0], 0.5);
    }

    private void shareOf(LowRankEm single) {
        System.arraycopy(single.loadings[0], 0, sharedLoadings, 0, d * q);
        System.arraycopy(single.centres[0], 0, sharedCentre, 0, d);
        System.arraycopy(single.noise[0], 0, sharedNoise, 0, d);
    }

    /**
     * Starts the relays at clusters of the rows' factors under a fitted single analyser. Each relay has the loadings of
     * the single analyser; its centre is the decoded mean factor of its cluster.
     */
    void startAt(int[] cluster, double[][] factors, LowRankEm single) {
        shareOf(single);
        double[] size = new double[relays];
        double[][] middle = new double[relays][q];
        double total = 0;
        for (int i = 0; i < rows.size(); i++) {
            size[cluster[i]] += rows.weights()[i];
            total += rows.weights()[i];
            for (int a = 0; a < q; a++) {
                middle[cluster[i]][a] += rows.weights()[i] * factors[i][a];
            }
        }
        for (int k = 0; k < relays; k++) {
            System.arraycopy(single.loadings[0], 0, loadings[k], 0, d * q);
            System.arraycopy(single.noise[0], 0, noise[k], 0, d);
            logWeights[k] = Math.log((size[k] + 1) / (total + relays));
            for (int j = 0; j < d; j++) {
                centres[k][j] = single.centres[0][j];
                for (int a = 0; a < q; a++) {
                    centres[k][j] += loadings[k][j * q + a] * middle[k][a] / Math.max(size[k], 1);
                }
            }
            for (int f = 0; f < probabilities[k].length; f++) {
                System.arraycopy(single.probabilities[0][f], 0, probabilities[k][f], 0, probabilities[k][f].length);
            }
        }
    }

    /**
     * Iterates until the mean log likelihood of a row changes by less than {@value #TOLERANCE} times the square root of
     * d.
     *
     * @param iterations largest number of iterations
     * @return mean log likelihood of a row
     */
    double run(int iterations) {
        double before = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < iterations; t++) {
            double now = expectation();
            maximization();
            if (Math.abs(now - before) < TOLERANCE * Math.sqrt(d)) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /**
     * One E step.
     *
     * @return mean log likelihood of a row under the parameters before the step
     */
    double expectation() {
        sums.clear();
        double logLikelihood = 0;
        double total = 0;
        for (int[] alike : patterns) {
            factorize(alike[0]);
            for (int i : alike) {
                logLikelihood += rows.weights()[i] * responsibilities(i);
                total += rows.weights()[i];
                for (int k = 0; k < relays; k++) {
                    double r = Math.exp(logR[k]);
                    if (r > NEGLIGIBLE) {
                        sums.add(k, rows.weights()[i] * r, rows.y()[i], rows.categories()[i], mean[k], covariance(k));
                    }
                }
            }
            sums.endPattern(rows.y()[alike[0]]);
        }
        return logLikelihood / total;
    }

    /**
     * Computes log r_ik for all relays, and each relay's mean factors and M.
     *
     * @return log p(x_io)
     */
    private double responsibilities(int i) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < relays; k++) {
            double value = logWeights[k] + logDensity(i, k);
            int[] categories = rows.categories()[i];
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
        return log;
    }

    /** Each relay's M, its Cholesky factor and half its log determinant, for the rows with the same gaps as this one. */
    private void factorize(int row) {
        double[] y = rows.y()[row];
        for (int k = 0; k < relays; k++) {
            double[][] mk = m[k];
            isInverted[k] = false;
            for (int a = 0; a < q; a++) {
                Arrays.fill(mk[a], 0);
                mk[a][a] = 1;
            }
            for (int j = 0; j < d; j++) {
                logNoise[k][j] = Math.log(2 * Math.PI * noise[k][j]);
                if (!Double.isNaN(y[j])) {
                    double precision = 1 / noise[k][j];
                    int at = j * q;
                    for (int a = 0; a < q; a++) {
                        double scaled = loadings[k][at + a] * precision;
                        double[] into = mk[a];
                        for (int b = 0; b <= a; b++) {
                            into[b] += scaled * loadings[k][at + b];
                        }
                    }
                }
            }
            halfLog[k] = LowerTriangular.choleskyInPlace(mk, q);
        }
    }

    /** M^-1 of a relay for the rows that were {@linkplain #factorize factorized} last. */
    private double[][] covariance(int k) {
        if (!isInverted[k]) {
            for (int a = 0; a < q; a++) {
                System.arraycopy(m[k][a], 0, factor[a], 0, a + 1);
            }
            LowerTriangular.inverse(factor, q, covariance[k]);
            isInverted[k] = true;
        }
        return covariance[k];
    }

    /** Expects that M is that of the row's gaps. */
    private double logDensity(int i, int k) {
        double[] y = rows.y()[i];
        double[] v = mean[k];
        Arrays.fill(v, 0);
        double sum = 0;
        for (int j = 0; j < d; j++) {
            if (!Double.isNaN(y[j])) {
                double precision = 1 / noise[k][j];
                double e = y[j] - centres[k][j];
                sum += logNoise[k][j] + e * e * precision;
                int at = j * q;
                for (int a = 0; a < q; a++) {
                    v[a] += loadings[k][at + a] * precision * e;
                }
            }
        }
        double explained = LowerTriangular.solve(m[k], q, v);
        return -0.5 * (sum - explained) - halfLog[k];
    }

    void maximization() {
        double total = 0;
        for (int k = 0; k < relays; k++) {
            total += sums.rows[k] + 1;
        }
        double[] right = new double[q + 1];
        for (int k = 0; k < relays; k++) {
            logWeights[k] = Math.log((sums.rows[k] + 1) / total);
            Map<Double, double[][]> factors = new HashMap<>();
            for (int j = 0; j < d; j++) {
                regress(k, j, factors, right);
            }
            for (int f = 0; f < probabilities[k].length; f++) {
                double[] counts = sums.counts[k][f];
                double sum = 0;
                for (double count : counts) {
                    sum += count + 1.0 / counts.length;
                }
                for (int c = 0; c < counts.length; c++) {
                    probabilities[k][f][c] = (counts[c] + 1.0 / counts.length) / sum;
                }
            }
        }
    }

    /** The Cholesky factor of feature j's Gram matrix in relay k with the prior on its diagonal. */
    private double[][] gramFactor(int k, int j, double prior) {
        double[][] system = LowerTriangular.triangle(q + 1);
        int at = j * sums.moments;
        for (int a = 0; a <= q; a++) {
            for (int b = 0; b <= a; b++) {
                system[a][b] = sums.gram[k][at + a * (a + 1) / 2 + b];
            }
            system[a][a] += prior;
        }
        LowerTriangular.choleskyInPlace(system, q + 1);
        return system;
    }

    /**
     * Regresses feature j on (1, factors) in relay k; the residual variance is its noise.
     *
     * @param factors of the features without gaps, which share them, by the weight of the prior
     */
    private void regress(int k, int j, Map<Double, double[][]> factors, double[] right) {
        double prior = (relays == 1 ? 1 : SHRINKAGE) + tails[j];
        double[][] system = sums.weight[k][j] == sums.rows[k]
                ? factors.computeIfAbsent(prior, weight -> gramFactor(k, j, weight))
                : gramFactor(k, j, prior);
        for (int a = 0; a <= q; a++) {
            double pull = relays == 1 ? 0 : a == 0 ? sharedCentre[j] : sharedLoadings[j * q + a - 1];
            right[a] = sums.cross[k][j * (q + 1) + a] + prior * pull;
        }
        double[] target = right.clone();
        LowerTriangular.solve(system, q + 1, right);
        centres[k][j] = right[0];
        double left = sums.squares[k][j];
        for (int a = 0; a <= q; a++) {
            // At the ridge solution b, the residual sum is x'x - b'(target) plus prior terms, which are
            // comparatively small.
            left -= right[a] * target[a];
            if (a > 0) {
                loadings[k][j * q + a - 1] = right[a];
            }
        }
        for (int a = 0; a <= q && relays > 1; a++) {
            double pull = a == 0 ? sharedCentre[j] : sharedLoadings[j * q + a - 1];
            left += prior * pull * pull;
        }
        double floor = relays == 1 ? 1 : sharedNoise[j];
        noise[k][j] = Math.max(NOISE_FLOOR, (Math.max(left, 0) + prior * floor) / (sums.weight[k][j] + prior));
    }

    /** The posterior mean factors of every row under the first relay, n arrays of q. */
    double[][] factors() {
        double[][] all = new double[rows.size()][];
        for (int[] alike : patterns) {
            factorize(alike[0]);
            for (int i : alike) {
                logDensity(i, 0);
                all[i] = mean[0].clone();
            }
        }
        return all;
    }

    LowRankRelays result() {
        float[][][] logs = new float[relays][rows.labels().length][];
        for (int k = 0; k < relays; k++) {
            for (int f = 0; f < logs[k].length; f++) {
                logs[k][f] = new float[probabilities[k][f].length];
                for (int c = 0; c < logs[k][f].length; c++) {
                    logs[k][f][c] = (float) Math.log(probabilities[k][f][c]);
                }
            }
        }
        return new LowRankRelays(q, floats(logWeights), floats(centres), floats(loadings), floats(noise), logs);
    }

    private static float[][] floats(double[][] rows) {
        return Arrays.stream(rows).map(LowRankEm::floats).toArray(float[][]::new);
    }

    private static float[] floats(double[] numbers) {
        float[] narrowed = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            narrowed[i] = (float) numbers[i];
        }
        return narrowed;
    }
}
