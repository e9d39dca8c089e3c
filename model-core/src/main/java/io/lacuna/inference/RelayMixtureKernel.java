package io.lacuna.inference;

import io.lacuna.data.Packed;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Serves a {@link io.lacuna.relay.RelayEnsemble}: the exact posterior of a record over its relays, and through their linear
 * decoders over its missing cells. No iterations: within each fit, r_k follows from the observed cells by Bayes' rule,
 * relays below {@value #NEGLIGIBLE} are dropped, and the missing cells are a mixture of normals; the fits are averaged.
 *
 * <p>Rank-normal fits are integrated back to values ({@link io.lacuna.relay.ExpectedValues}), not mapped at their mean.
 * Mutable, owned by one thread; after its caches are warm a record allocates nothing.
 */
public final class RelayMixtureKernel implements MemberKernel {
    private static final double NEGLIGIBLE = 1e-2;
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final RelayTables tables;
    private final PatternCache cache;
    private final int d;
    private final long[] pattern;

    private final double[][] spaces;
    private final int[] category;
    private final int[] missingPlace;
    private PatternFactors factors;

    private final double[] residual;
    private final double[][] whitened;
    private final double[] logR;

    /** Kept relays of all fits, their shares of the whole, and the bells of their missing cells. */
    private int kept;

    private final int[] keptRelay;
    private final int[] keptFit;
    private final double[] share;
    private final double[][] bellMean;

    private final double[] mean;
    private final double[] variance;
    private final double[][] labelProbability;
    private double logLikelihood;
    private final double[] codeProbability;

    public RelayMixtureKernel(RelayTables tables) {
        this.tables = tables;
        cache = new PatternCache(tables);
        d = tables.continuous.length;
        int relays = tables.relays();
        pattern = new long[(d + 63) / 64];
        spaces = new double[2][d];
        category = new int[tables.categorical.length];
        missingPlace = new int[tables.features];
        residual = new double[d];
        whitened = new double[relays][d];
        logR = new double[relays];
        keptRelay = new int[relays];
        keptFit = new int[relays];
        share = new double[relays];
        bellMean = new double[relays][d];
        mean = new double[d];
        variance = new double[d];
        labelProbability = new double[tables.categorical.length][];
        for (int f = 0; f < labelProbability.length; f++) {
            labelProbability[f] = new double[tables.labels[f]];
        }
        codeProbability = new double[tables.code.relays()];
        factors = cache.of(pattern);
    }

    @Override
    public void infer(double[] observation) {
        take(observation);
        kept = 0;
        double evidence = Double.NEGATIVE_INFINITY;
        int standardized = 0;
        for (int fit = 0; fit < tables.fits; fit++) {
            double log = posterior(fit);
            if (!tables.rankNormal[fit]) {
                standardized++;
                evidence = logSum(evidence, log);
            }
            keep(fit);
        }
        logLikelihood = standardized == 0 ? 0 : evidence - Math.log(standardized);
        moments();
        labelProbabilities();
    }

    /** Log of a sum of two numbers given by their logs. */
    private static double logSum(double a, double b) {
        double max = Math.max(a, b);
        return max == Double.NEGATIVE_INFINITY ? max : max + Math.log(Math.exp(a - max) + Math.exp(b - max));
    }

    /** Takes the record into both spaces and finds the factors of its pattern. */
    private void take(double[] observation) {
        Arrays.fill(pattern, 0);
        int b = 0;
        for (int c = 0; c < d; c++) {
            double value = observation[tables.continuous[c]];
            if (Double.isNaN(value)) {
                missingPlace[tables.continuous[c]] = b++;
            } else {
                pattern[c >> 6] |= 1L << c;
                double z = (value - tables.mean[c]) / tables.sd[c];
                spaces[0][c] = z;
                spaces[1][c] = tables.marginals[c].forward(z);
            }
        }
        for (int f = 0; f < category.length; f++) {
            double value = observation[tables.categorical[f]];
            // A label from outside the model's list counts as missing.
            category[f] = value >= 0 && value < tables.labels[f] ? (int) value : -1;
        }
        factors = cache.of(pattern);
    }

    /** log r_k over the relays of one fit; returns the log density of the observed cells in that fit's space. */
    private double posterior(int fit) {
        double[] y = spaces[tables.rankNormal[fit] ? 1 : 0];
        double max = Double.NEGATIVE_INFINITY;
        for (int k = tables.first[fit]; k < tables.first[fit + 1]; k++) {
            double[] centre = tables.centres[k];
            for (int a = 0; a < factors.o; a++) {
                residual[a] = y[factors.observed[a]] - centre[factors.observed[a]];
            }
            double square = factors.whiten(k, residual, whitened[k]);
            double value = tables.logWeights[k] - 0.5 * square - factors.halfLogDeterminant(k);
            for (int f = 0; f < category.length; f++) {
                if (category[f] >= 0) {
                    value += tables.logProbabilities[k][f][category[f]];
                }
            }
            logR[k] = value;
            max = Math.max(max, value);
        }
        double sum = 0;
        for (int k = tables.first[fit]; k < tables.first[fit + 1]; k++) {
            logR[k] = Math.exp(logR[k] - max);
            sum += logR[k];
        }
        for (int k = tables.first[fit]; k < tables.first[fit + 1]; k++) {
            logR[k] /= sum;
        }
        return max + Math.log(sum) - 0.5 * factors.o * LOG_TWO_PI;
    }

    /** Keeps the relays of a fit that count, their shares summing to 1 / fits, with the bells of their missing cells. */
    private void keep(int fit) {
        double sum = 0;
        for (int k = tables.first[fit]; k < tables.first[fit + 1]; k++) {
            sum += logR[k] < NEGLIGIBLE ? 0 : logR[k];
        }
        for (int k = tables.first[fit]; k < tables.first[fit + 1]; k++) {
            if (logR[k] >= NEGLIGIBLE) {
                keptRelay[kept] = k;
                keptFit[kept] = fit;
                share[kept] = logR[k] / (sum * tables.fits);
                factors.conditionalMeans(k, whitened[k], bellMean[kept]);
                kept++;
            }
        }
        if (fit == tables.code.fit()) {
            System.arraycopy(logR, tables.first[fit], codeProbability, 0, codeProbability.length);
        }
    }

    /** Mean and variance of each missing cell, in standard units. */
    private void moments() {
        for (int b = 0; b < factors.m; b++) {
            int c = factors.missing[b];
            double one = 0;
            double two = 0;
            for (int i = 0; i < kept; i++) {
                double m = bellMean[i][b];
                double s = factors.conditionalSd(keptRelay[i], b);
                if (tables.rankNormal[keptFit[i]]) {
                    one += share[i] * tables.expected[c].first(m, s);
                    two += share[i] * tables.expected[c].second(m, s);
                } else {
                    one += share[i] * m;
                    two += share[i] * (m * m + s * s);
                }
            }
            mean[b] = one;
            variance[b] = Math.max(two - one * one, 1e-8);
        }
    }

    private void labelProbabilities() {
        for (int f = 0; f < category.length; f++) {
            if (category[f] < 0) {
                double[] probability = labelProbability[f];
                Arrays.fill(probability, 0);
                for (int i = 0; i < kept; i++) {
                    float[] logs = tables.logProbabilities[keptRelay[i]][f];
                    for (int label = 0; label < logs.length; label++) {
                        probability[label] += share[i] * Math.exp(logs[label]);
                    }
                }
            }
        }
    }

    @Override
    public double logLikelihood() {
        return logLikelihood;
    }

    @Override
    public int steps() {
        return 0;
    }

    @Override
    public boolean converged() {
        return true;
    }

    @Override
    public double mean(int feature) {
        int b = missingPlace[feature];
        int c = factors.missing[b];
        return mean[b] * tables.sd[c] + tables.mean[c];
    }

    @Override
    public double variance(int feature) {
        int b = missingPlace[feature];
        int c = factors.missing[b];
        double scale = tables.sd[c] * tables.intervalScale[c];
        return variance[b] * scale * scale;
    }

    @Override
    public double cdf(int feature, double value) {
        int b = missingPlace[feature];
        int c = factors.missing[b];
        // Calibration stretches the distribution about its mean, so the argument is drawn in by as much.
        double z = mean[b] + ((value - tables.mean[c]) / tables.sd[c] - mean[b]) / tables.intervalScale[c];
        double y = tables.marginals[c].forward(z);
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            double at = tables.rankNormal[keptFit[i]] ? y : z;
            sum += share[i] * FastNormal.cdf((at - bellMean[i][b]) / factors.conditionalSd(keptRelay[i], b));
        }
        return sum;
    }

    @Override
    public double probability(int feature, int label) {
        for (int f = 0; f < category.length; f++) {
            if (tables.categorical[f] == feature) {
                return labelProbability[f][label];
            }
        }
        throw new IllegalArgumentException("feature " + feature + " has no categories");
    }

    @Override
    public int latentSize() {
        return tables.code.size();
    }

    @Override
    public void latent(float[] meanOut, float[] sdOut, int offset) {
        RelayCode code = tables.code;
        for (int k = 0; k < code.relays(); k++) {
            meanOut[offset + k] = (float) codeProbability[k];
            sdOut[offset + k] = (float) Math.sqrt(codeProbability[k] * (1 - codeProbability[k]));
        }
        for (int axis = 0; axis < code.axes().length; axis++) {
            coordinate(code.axes()[axis], code, meanOut, sdOut, offset + code.relays() + axis);
        }
    }

    /** Posterior of one coordinate: over the designated fit's kept relays, the projection of a normal is a normal. */
    private void coordinate(double[] axis, RelayCode code, float[] meanOut, float[] sdOut, int at) {
        double fixed = 0;
        for (int a = 0; a < factors.o; a++) {
            int j = factors.observed[a];
            fixed += axis[j] * (spaces[0][j] - code.centre()[j]);
        }
        double one = 0;
        double two = 0;
        for (int i = 0; i < kept; i++) {
            if (keptFit[i] == code.fit()) {
                double m = fixed;
                double v = 0;
                for (int b = 0; b < factors.m; b++) {
                    int j = factors.missing[b];
                    m += axis[j] * (bellMean[i][b] - code.centre()[j]);
                    for (int e = 0; e <= b; e++) {
                        double both = axis[j] * axis[factors.missing[e]];
                        v += (e == b ? 1 : 2) * both * factors.conditionalCovariance(keptRelay[i], b, e);
                    }
                }
                double r = share[i] * tables.fits;
                one += r * m;
                two += r * (m * m + Math.max(v, 0));
            }
        }
        meanOut[at] = (float) one;
        sdOut[at] = (float) Math.sqrt(Math.max(0, two - one * one));
    }

    /**
     * Draws a kept relay by its share, then its missing cells jointly from the conditional normal, then labels. Allocates:
     * drawing is for multiple imputation, not for the per-record path.
     */
    @Override
    public void draw(SplittableRandom random, double[] into) {
        double uniform = random.nextDouble();
        int i = 0;
        for (double sum = share[0]; i < kept - 1 && uniform >= sum; sum += share[i]) {
            i++;
        }
        int relay = keptRelay[i];
        int m = factors.m;
        double[][] covariance = Packed.triangle(m);
        int[] all = new int[m];
        for (int b = 0; b < m; b++) {
            all[b] = b;
            for (int e = 0; e <= b; e++) {
                covariance[b][e] = factors.conditionalCovariance(relay, b, e);
            }
        }
        double[][] l = Packed.triangle(m);
        Packed.cholesky(covariance, all, m, l);
        double[] noise = new double[m];
        for (int b = 0; b < m; b++) {
            noise[b] = random.nextGaussian();
            double y = bellMean[i][b];
            for (int e = 0; e <= b; e++) {
                y += l[b][e] * noise[e];
            }
            int c = factors.missing[b];
            double z = tables.rankNormal[keptFit[i]] ? tables.marginals[c].back(y) : y;
            double stretched = mean[b] + (z - mean[b]) * tables.intervalScale[c];
            into[tables.continuous[c]] = stretched * tables.sd[c] + tables.mean[c];
        }
        for (int f = 0; f < category.length; f++) {
            if (category[f] < 0) {
                double[] probabilities = new double[tables.labels[f]];
                for (int label = 0; label < probabilities.length; label++) {
                    probabilities[label] = Math.exp(tables.logProbabilities[relay][f][label]);
                }
                into[tables.categorical[f]] = Categories.draw(probabilities, random.nextDouble());
            }
        }
    }
}
