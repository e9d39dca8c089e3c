package io.lacuna.internal.training.mixture;

import io.lacuna.internal.numerics.LowerTriangular;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;
import java.util.List;

/**
 * Fits one {@link RelayMixture} to partial rows by expectation maximization. It is Relay VI's cluster form (appendix A,
 * |B| = 1: a record belongs to one relay), with a linear decoder and noise for each relay, so that the bound of
 * equation 2 is tight and the posterior is exact. It differs from the paper in three points: the choice of relay is
 * summed over; every relay has its own decoder and noise; and these are shrunk ({@link RelayPriors}).
 *
 * <p>E step for row i and relay k, with observed cells o and missing cells m: let S_k[o,o] = L L' and u = L^-1 (x_o -
 * mu_ko). Then log r_ik = log pi_k - |u|^2 / 2 - sum log L_aa + sum over categories log p_k(c), with a softmax over k.
 * Where r_ik is not negligible, the missing cells have mean mu_m + W'u and covariance C = S_mm - W'W, with W = L^-1
 * S_om. L and W belong to the row's {@link RelayPattern} and are computed once for all its rows.
 *
 * <p>Only every fifth iteration evaluates all relays for every row. In between, relays with negligible probability for
 * a row are skipped (the sparse variant of Neal and Hinton, 1998), which makes many relays affordable.
 *
 * <p>M step: {@link RelaySums}. Not thread-safe; one object is one fit.
 */
final class RelayMixtureEm {
    private static final double LOG_NEGLIGIBLE = Math.log(1e-4);
    /** A relay with a smaller probability for every row of a pattern is skipped until the next full iteration. */
    private static final double LOG_SKIPPED = Math.log(1e-6);
    /** With fewer relays, every iteration is full. */
    private static final int FEW_RELAYS = 12;

    private static final int FIRST_FULL_ROUNDS = 3;
    private static final int FULL_EVERY = 5;
    private static final double FIRST_SPREAD = 0.6;
    private static final double FIRST_CELLS = 1;
    private static final double TOLERANCE = 1e-4;
    private static final double LOG_VANISHING = -40;
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final RelayRows rows;
    private final List<RelayPattern> patterns;
    private final int d;
    private final int relays;
    final RelayParameters parameters;
    private final RelaySums sums;

    /** For the current pattern: [k] Cholesky factors; [k][row in pattern] whitened deviations; [k][row] log r_ik. */
    private final double[][][] factors;

    private final double[][][] whitened;
    private final double[][] logR;
    /** W' of the current relay, one row per missing cell. */
    private final double[][] gain;

    private final double[] deviation;

    /** [pattern][k]: whether the relay was negligible in the last full iteration. */
    private final boolean[][] skipped;

    private int round;

    RelayMixtureEm(RelayRows rows, int relays, RelayPriors priors) {
        this.rows = rows;
        this.relays = relays;
        patterns = RelayPattern.group(rows.y());
        d = rows.continuous();
        parameters = new RelayParameters(relays, d, rows.labels());
        sums = new RelaySums(rows, relays, priors);
        factors = new double[relays][][];
        for (int k = 0; k < relays; k++) {
            factors[k] = LowerTriangular.triangle(d);
        }
        gain = new double[d][d];
        deviation = new double[d];
        skipped = new boolean[patterns.size()][relays];
        int most = patterns.stream()
                .mapToInt(pattern -> pattern.rows().length)
                .max()
                .orElse(0);
        whitened = new double[relays][most][d];
        logR = new double[relays][most];
    }

    /** Starts every relay at the column means with unit covariance: the start of a single normal. */
    void startSingle() {
        for (int k = 0; k < relays; k++) {
            System.arraycopy(sums.columnMeans, 0, parameters.centres[k], 0, d);
            for (int i = 0; i < d; i++) {
                parameters.covariances[k][i][i] = 1;
            }
            for (int f = 0; f < sums.columnShares.length; f++) {
                System.arraycopy(
                        sums.columnShares[f], 0, parameters.probabilities[k][f], 0, sums.columnShares[f].length);
            }
            parameters.logWeights[k] = -Math.log(relays);
        }
    }

    /**
     * Starts the relays at clusters of the rows.
     *
     * @param cluster n cluster indices
     * @param filled n rows without missing cells
     * @param single a fitted single normal; its covariance, made smaller, is the first covariance of every relay
     */
    void startAt(int[] cluster, double[][] filled, RelayMixtureEm single) {
        double[] size = new double[relays];
        double[][][] counts = new RelayParameters(relays, 0, rows.labels()).probabilities;
        for (int i = 0; i < rows.size(); i++) {
            double w = rows.weights()[i];
            size[cluster[i]] += w;
            for (int j = 0; j < d; j++) {
                parameters.centres[cluster[i]][j] += w * filled[i][j];
            }
            for (int f = 0; f < rows.labels().length; f++) {
                int c = rows.categories()[i][f];
                if (c >= 0) {
                    counts[cluster[i]][f][c] += w;
                }
            }
        }
        double total = 0;
        for (double s : size) {
            total += s + 1;
        }
        for (int k = 0; k < relays; k++) {
            for (int i = 0; i < d; i++) {
                parameters.centres[k][i] = size[k] > 0 ? parameters.centres[k][i] / size[k] : sums.columnMeans[i];
                for (int j = 0; j <= i; j++) {
                    parameters.covariances[k][i][j] = FIRST_SPREAD * single.parameters.covariances[0][i][j];
                }
            }
            for (int f = 0; f < rows.labels().length; f++) {
                RelayParameters.normalize(
                        parameters.probabilities[k][f], counts[k][f], sums.columnShares[f], FIRST_CELLS);
            }
            parameters.logWeights[k] = Math.log((size[k] + 1) / total);
        }
    }

    /** Starts from the parameters of another fit. */
    void startFrom(RelayMixture mixture) {
        for (int k = 0; k < relays; k++) {
            parameters.logWeights[k] = mixture.logWeights()[k];
            for (int i = 0; i < d; i++) {
                parameters.centres[k][i] = mixture.centres()[k][i];
                for (int j = 0; j <= i; j++) {
                    parameters.covariances[k][i][j] = mixture.covariances()[k][RelayMixture.packed(i, j)];
                }
            }
            for (int f = 0; f < rows.labels().length; f++) {
                for (int c = 0; c < rows.labels()[f]; c++) {
                    parameters.probabilities[k][f][c] = Math.exp(mixture.logProbabilities()[k][f][c]);
                }
            }
        }
    }

    /**
     * Iterates until the mean log likelihood of a row changes by less than {@value #TOLERANCE}.
     *
     * @param iterations largest number of iterations
     * @return mean log likelihood of a row
     */
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

    /**
     * One E step; computes the expected sums.
     *
     * @return mean log likelihood of a row under the parameters before the step
     */
    double expectation() {
        sums.clear();
        double logLikelihood = 0;
        double total = 0;
        boolean full = isFull(round++);
        for (int p = 0; p < skipped.length; p++) {
            RelayPattern pattern = patterns.get(p);
            if (full) {
                Arrays.fill(skipped[p], false);
            }
            densities(pattern, skipped[p]);
            for (int r = 0; r < pattern.rows().length; r++) {
                double w = rows.weights()[pattern.rows()[r]];
                logLikelihood += w * normalize(pattern, r);
                total += w;
            }
            for (int k = 0; k < relays; k++) {
                if (!skipped[p][k]) {
                    skipped[p][k] = full && isNegligible(pattern, k);
                    collect(pattern, k);
                }
            }
        }
        return logLikelihood / Math.max(total, Double.MIN_NORMAL);
    }

    private boolean isFull(int round) {
        return relays < FEW_RELAYS || round < FIRST_FULL_ROUNDS || round % FULL_EVERY == 0;
    }

    private boolean isNegligible(RelayPattern pattern, int k) {
        for (int r = 0; r < pattern.rows().length; r++) {
            if (logR[k][r] > LOG_SKIPPED) {
                return false;
            }
        }
        return true;
    }

    void maximization() {
        sums.maximize(parameters);
    }

    /**
     * log pi_k p(x_io | k) of the pattern's rows, up to a constant that all relays share. Also computes L and u of
     * every relay that is not skipped.
     */
    private void densities(RelayPattern pattern, boolean[] skip) {
        int[] observed = pattern.observed();
        int o = observed.length;
        for (int k = 0; k < relays; k++) {
            if (skip[k]) {
                Arrays.fill(logR[k], 0, pattern.rows().length, Double.NEGATIVE_INFINITY);
                continue;
            }
            double logs = LowerTriangular.cholesky(parameters.covariances[k], observed, o, factors[k]);
            double[] centre = parameters.centres[k];
            for (int r = 0; r < pattern.rows().length; r++) {
                double[] y = rows.y()[pattern.rows()[r]];
                double[] u = whitened[k][r];
                for (int a = 0; a < o; a++) {
                    u[a] = y[observed[a]] - centre[observed[a]];
                }
                LowerTriangular.forward(factors[k], o, u);
                double square = 0;
                for (int a = 0; a < o; a++) {
                    square += u[a] * u[a];
                }
                logR[k][r] = parameters.logWeights[k] - 0.5 * square - logs + logLabels(k, pattern.rows()[r]);
            }
        }
    }

    private double logLabels(int k, int i) {
        double sum = 0;
        int[] categories = rows.categories()[i];
        for (int f = 0; f < categories.length; f++) {
            if (categories[f] >= 0) {
                sum += Math.log(parameters.probabilities[k][f][categories[f]]);
            }
        }
        return sum;
    }

    /**
     * Bayes' rule over the relays for one row of the pattern.
     *
     * @return log p(x_io)
     */
    private double normalize(RelayPattern pattern, int r) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < relays; k++) {
            max = Math.max(max, logR[k][r]);
        }
        double sum = 0;
        for (int k = 0; k < relays; k++) {
            if (logR[k][r] > max + LOG_VANISHING) {
                sum += Math.exp(logR[k][r] - max);
            }
        }
        double log = max + Math.log(sum);
        for (int k = 0; k < relays; k++) {
            logR[k][r] -= log;
        }
        return log - 0.5 * pattern.observed().length * LOG_TWO_PI;
    }

    /** Adds the pattern's share in relay k to the expected sums, with missing cells at their conditional means. */
    private void collect(RelayPattern pattern, int k) {
        double whole = 0;
        for (int r = 0; r < pattern.rows().length; r++) {
            if (logR[k][r] > LOG_NEGLIGIBLE) {
                double share = Math.exp(logR[k][r]);
                if (whole == 0) {
                    gains(pattern, k);
                }
                int i = pattern.rows()[r];
                double weight = rows.weights()[i] * share;
                whole += weight;
                complete(pattern, k, r);
                sums.add(k, weight, deviation, rows.categories()[i]);
            }
        }
        if (whole > 0) {
            sums.addSpread(k, whole, pattern, parameters.covariances[k], gain);
        }
    }

    /** The row's deviations from the relay's centre; W'u for missing cells. */
    private void complete(RelayPattern pattern, int k, int r) {
        double[] y = rows.y()[pattern.rows()[r]];
        double[] u = whitened[k][r];
        int[] observed = pattern.observed();
        for (int j : observed) {
            deviation[j] = y[j] - parameters.centres[k][j];
        }
        for (int b = 0; b < pattern.missing().length; b++) {
            double[] w = gain[b];
            double sum = 0;
            for (int a = 0; a < observed.length; a++) {
                sum += w[a] * u[a];
            }
            deviation[pattern.missing()[b]] = sum;
        }
    }

    /** W' = (L^-1 S_om)', one row per missing cell. */
    private void gains(RelayPattern pattern, int k) {
        int[] observed = pattern.observed();
        for (int b = 0; b < pattern.missing().length; b++) {
            double[] w = gain[b];
            for (int a = 0; a < observed.length; a++) {
                w[a] = LowerTriangular.at(parameters.covariances[k], pattern.missing()[b], observed[a]);
            }
            LowerTriangular.forward(factors[k], observed.length, w);
        }
    }

    /** The rows, with missing cells at the conditional mean of the whole mixture. */
    double[][] fill() {
        double[][] filled = new double[rows.size()][];
        for (RelayPattern pattern : patterns) {
            densities(pattern, new boolean[relays]);
            for (int r = 0; r < pattern.rows().length; r++) {
                normalize(pattern, r);
                double[] row = rows.y()[pattern.rows()[r]].clone();
                for (int j : pattern.missing()) {
                    row[j] = 0;
                }
                filled[pattern.rows()[r]] = row;
            }
            for (int k = 0; k < relays; k++) {
                gains(pattern, k);
                for (int r = 0; r < pattern.rows().length; r++) {
                    complete(pattern, k, r);
                    double share = Math.exp(logR[k][r]);
                    double[] row = filled[pattern.rows()[r]];
                    for (int j : pattern.missing()) {
                        row[j] += share * (parameters.centres[k][j] + deviation[j]);
                    }
                }
            }
        }
        return filled;
    }

    /** The fitted mixture, in the artifact's precision. */
    RelayMixture result(int space) {
        return parameters.toMixture(space);
    }
}
