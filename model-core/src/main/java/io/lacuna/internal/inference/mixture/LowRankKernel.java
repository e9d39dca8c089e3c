package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.inference.Categories;
import io.lacuna.internal.inference.ClosedFormKernel;
import io.lacuna.internal.inference.PatternCache;
import io.lacuna.internal.numerics.ApproximateNormal;
import io.lacuna.internal.numerics.LowerTriangular;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Serves a {@link io.lacuna.internal.relay.LowRankEnsemble}, a mixture of factor analysers (Ghahramani and Hinton,
 * 1996). For each relay it computes the exact posterior of the q factors given the observed cells. By Woodbury's
 * identity this is a q x q system, however many features there are. Bayes' rule then gives the probabilities of the
 * relays within each fit, and the fits are averaged. The system's matrix depends only on the pattern of missing cells
 * and is cached by pattern. Mutable; one thread owns it. Once its caches are warm, a record allocates nothing.
 */
public final class LowRankKernel implements ClosedFormKernel {
    private static final double NEGLIGIBLE = 1e-2;
    private static final double OF_THE_MOST_PROBABLE = 0.1;

    private final LowRankTables tables;
    private final int d;
    private final PatternCache<LowRankFactors> cache;
    private final long[] pattern;
    private LowRankFactors shared;

    private final double[] z;
    private final int[] observed;
    private final int[] missing;
    private int o;
    private int m;
    private final int[] place;
    private final int[] category;

    /** [relay][factor]: posterior means. */
    private final double[][] factorMean;

    private final double[] r;
    private int kept;
    private final int[] keptRelay;
    private final double[] share;

    private final double[] mean;
    private final double[] variance;
    private final boolean[] spread;
    /**
     * [relay][b]: conditional mean and standard deviation, in standard units, computed for kept relays only; the
     * standard deviation only on request.
     */
    private final double[][] componentMean;

    private final double[][] componentSd;
    private final double[] scratch;
    private final double[][] labelProbability;
    private double logLikelihood;

    public LowRankKernel(LowRankTables tables) {
        this.tables = tables;
        d = tables.continuous.length;
        pattern = new long[(d + 63) / 64];
        z = new double[d];
        observed = new int[d];
        missing = new int[d];
        place = new int[tables.features];
        category = new int[tables.categorical.length];
        factorMean = new double[tables.relays][];
        for (int k = 0; k < tables.relays; k++) {
            factorMean[k] = new double[tables.factors[k]];
        }
        r = new double[tables.relays];
        keptRelay = new int[tables.relays];
        share = new double[tables.relays];
        mean = new double[d];
        variance = new double[d];
        spread = new boolean[d];
        componentMean = new double[tables.relays][d];
        componentSd = new double[tables.relays][d];
        scratch = new double[tables.mostFactors];
        labelProbability = new double[category.length][];
        for (int f = 0; f < category.length; f++) {
            labelProbability[f] = new double[tables.labels[f]];
            place[tables.categorical[f]] = f;
        }
        cache = new PatternCache<>(
                () -> new LowRankFactors(tables), LowRankFactors.bytes(tables), PatternCache.MAX_BYTES);
        shared = cache.of(pattern);
        double[] nothing = new double[tables.features];
        Arrays.fill(nothing, Double.NaN);
        infer(nothing);
    }

    @Override
    public void infer(double[] observation) {
        take(observation);
        shared = cache.of(pattern);
        kept = 0;
        double evidence = Double.NEGATIVE_INFINITY;
        for (int fit = 0; fit < tables.fits; fit++) {
            for (int k = tables.first[fit]; k < tables.first[fit + 1]; k++) {
                r[k] = logDensity(k);
            }
            double log = posterior(tables.first[fit], tables.first[fit + 1]);
            double max = Math.max(evidence, log);
            evidence = max + Math.log(Math.exp(evidence - max) + Math.exp(log - max));
        }
        logLikelihood = evidence - Math.log(tables.fits);
        means();
        labelProbabilities();
    }

    private void take(double[] observation) {
        Arrays.fill(pattern, 0);
        o = 0;
        m = 0;
        for (int c = 0; c < d; c++) {
            double value = observation[tables.continuous[c]];
            if (Double.isNaN(value)) {
                place[tables.continuous[c]] = m;
                missing[m++] = c;
            } else {
                pattern[c >> 6] |= 1L << c;
                observed[o++] = c;
                z[c] = (value - tables.mean[c]) / tables.sd[c];
            }
        }
        for (int f = 0; f < category.length; f++) {
            double value = observation[tables.categorical[f]];
            category[f] = value >= 0 && value < tables.labels[f] ? (int) value : -1;
        }
    }

    /** log pi_k p(x_o | k). Also computes the posterior mean of the relay's factors. */
    private double logDensity(int relay) {
        int q = tables.factors[relay];
        double[] v = factorMean[relay];
        float[] scaled = tables.scaled[relay];
        float[] centre = tables.centres[relay];
        float[] noise = tables.noise[relay];
        Arrays.fill(v, 0);
        double square = 0;
        for (int i = 0; i < o; i++) {
            int j = observed[i];
            double e = z[j] - centre[j];
            square += e * e / noise[j];
            int at = j * q;
            for (int a = 0; a < q; a++) {
                v[a] += scaled[at + a] * e;
            }
        }
        double explained = LowerTriangular.solve(shared.factor[relay], q, v);
        double value = tables.logWeights[relay] + shared.logs[relay] - 0.5 * (square - explained);
        for (int f = 0; f < category.length; f++) {
            if (category[f] >= 0) {
                value += tables.logProbabilities[relay][f][category[f]];
            }
        }
        return value;
    }

    /**
     * Bayes' rule over the relays of one fit. It keeps the relays that are not negligible; their shares sum to 1 /
     * fits.
     *
     * @return log of the sum of pi_k p(x_o | k) over the fit's relays
     */
    private double posterior(int from, int to) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = from; k < to; k++) {
            max = Math.max(max, r[k]);
        }
        double sum = 0;
        for (int k = from; k < to; k++) {
            r[k] = Math.exp(r[k] - max);
            sum += r[k];
        }
        // If no relay stands out, for example among hundreds of relays with nothing observed, the most probable
        // ones are kept although their probabilities are small.
        double floor = Math.min(NEGLIGIBLE, OF_THE_MOST_PROBABLE / sum);
        double keptSum = 0;
        for (int k = from; k < to; k++) {
            r[k] /= sum;
            keptSum += r[k] < floor ? 0 : r[k];
        }
        for (int k = from; k < to; k++) {
            if (r[k] >= floor) {
                keptRelay[kept] = k;
                share[kept++] = r[k] / (keptSum * tables.fits);
            }
        }
        return max + Math.log(sum);
    }

    private void means() {
        Arrays.fill(mean, 0, m, 0);
        Arrays.fill(spread, 0, m, false);
        for (int i = 0; i < kept; i++) {
            int relay = keptRelay[i];
            int q = tables.factors[relay];
            double[] factor = factorMean[relay];
            float[] loadings = tables.loadings[relay];
            float[] centre = tables.centres[relay];
            double[] means = componentMean[relay];
            for (int b = 0; b < m; b++) {
                int at = missing[b] * q;
                double sum = centre[missing[b]];
                for (int a = 0; a < q; a++) {
                    sum += loadings[at + a] * factor[a];
                }
                means[b] = sum;
                mean[b] += share[i] * sum;
            }
        }
    }

    /**
     * Standard deviation and variance of one missing feature, computed on first request: psi_j + w_j' M^-1 w_j in each
     * kept relay.
     */
    private void spreadOf(int b) {
        if (spread[b]) {
            return;
        }
        spread[b] = true;
        int j = missing[b];
        double two = 0;
        for (int i = 0; i < kept; i++) {
            int relay = keptRelay[i];
            int q = tables.factors[relay];
            for (int a = 0; a < q; a++) {
                scratch[a] = tables.loadings[relay][j * q + a];
            }
            LowerTriangular.forward(shared.factor[relay], q, scratch);
            double v = tables.noise[relay][j];
            for (int a = 0; a < q; a++) {
                v += scratch[a] * scratch[a];
            }
            componentSd[relay][b] = Math.sqrt(v);
            two += share[i] * (v + componentMean[relay][b] * componentMean[relay][b]);
        }
        variance[b] = Math.max(two - mean[b] * mean[b], 1e-8);
    }

    private void labelProbabilities() {
        for (int f = 0; f < category.length; f++) {
            if (category[f] < 0) {
                for (int label = 0; label < tables.labels[f]; label++) {
                    double sum = 0;
                    for (int i = 0; i < kept; i++) {
                        sum += share[i] * Math.exp(tables.logProbabilities[keptRelay[i]][f][label]);
                    }
                    labelProbability[f][label] = sum;
                }
            }
        }
    }

    @Override
    public double logLikelihood() {
        return logLikelihood;
    }

    @Override
    public double mean(int feature) {
        int b = place[feature];
        int c = missing[b];
        return mean[b] * tables.sd[c] + tables.mean[c];
    }

    @Override
    public double variance(int feature) {
        int b = place[feature];
        spreadOf(b);
        double sd = tables.sd[missing[b]];
        return variance[b] * sd * sd;
    }

    /** Within the kept relays the covariance of two features is w_j' M^-1 w_k; the rest is between the relays. */
    @Override
    public double correlation(int feature, int other) {
        int b = place[feature];
        int c = place[other];
        spreadOf(b);
        spreadOf(c);
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            int relay = keptRelay[i];
            double between = (componentMean[relay][b] - mean[b]) * (componentMean[relay][c] - mean[c]);
            sum += share[i] * (within(relay, missing[b], missing[c]) + between);
        }
        return Math.max(-1, Math.min(1, sum / Math.sqrt(variance[b] * variance[c])));
    }

    private double within(int relay, int j, int k) {
        int q = tables.factors[relay];
        for (int a = 0; a < q; a++) {
            scratch[a] = tables.loadings[relay][j * q + a];
        }
        LowerTriangular.solve(shared.factor[relay], q, scratch);
        double sum = 0;
        for (int a = 0; a < q; a++) {
            sum += scratch[a] * tables.loadings[relay][k * q + a];
        }
        return sum;
    }

    @Override
    public double cdf(int feature, double value) {
        int b = place[feature];
        spreadOf(b);
        int c = missing[b];
        double at = (value - tables.mean[c]) / tables.sd[c];
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            int relay = keptRelay[i];
            sum += share[i] * ApproximateNormal.cdf((at - componentMean[relay][b]) / componentSd[relay][b]);
        }
        return Math.min(1, sum);
    }

    @Override
    public double probability(int feature, int label) {
        return labelProbability[place[feature]][label];
    }

    /** The number of relays of the first fit plus its number of factors. */
    @Override
    public int latentSize() {
        return tables.first[1] + tables.factors[0];
    }

    /**
     * The probability of each relay of the first fit, followed by the factors' means, averaged over the relays of that
     * fit.
     */
    @Override
    public void latent(float[] meanOut, float[] sdOut, int offset) {
        int relays = tables.first[1];
        int q = tables.factors[0];
        for (int k = 0; k < relays; k++) {
            meanOut[offset + k] = (float) r[k];
            sdOut[offset + k] = (float) Math.sqrt(r[k] * (1 - r[k]));
        }
        for (int a = 0; a < q; a++) {
            double one = 0;
            double two = 0;
            for (int k = 0; k < relays; k++) {
                Arrays.fill(scratch, 0);
                scratch[a] = 1;
                double v = r[k] < NEGLIGIBLE ? 0 : unitVariance(k, a);
                one += r[k] * factorMean[k][a];
                two += r[k] * (factorMean[k][a] * factorMean[k][a] + v);
            }
            meanOut[offset + relays + a] = (float) one;
            sdOut[offset + relays + a] = (float) Math.sqrt(Math.max(0, two - one * one));
        }
    }

    /** (M^-1)_aa = |L^-1 e_a|^2; on entry the unit vector e_a is in the scratch array. */
    private double unitVariance(int relay, int a) {
        LowerTriangular.forward(shared.factor[relay], tables.factors[relay], scratch);
        double sum = 0;
        for (int b = a; b < tables.factors[relay]; b++) {
            sum += scratch[b] * scratch[b];
        }
        return sum;
    }

    /**
     * Draws a kept relay according to its share, then its factors from their posterior, then each missing cell with its
     * noise.
     */
    @Override
    public void draw(SplittableRandom random, double[] into) {
        double uniform = random.nextDouble();
        int i = 0;
        for (double sum = share[0]; i < kept - 1 && uniform >= sum; sum += share[i]) {
            i++;
        }
        int relay = keptRelay[i];
        int q = tables.factors[relay];
        double[] factor = new double[q];
        for (int a = 0; a < q; a++) {
            factor[a] = random.nextGaussian();
        }
        // If L' f = e with e standard normal, f has the covariance (L L')^-1 = M^-1.
        for (int a = q - 1; a >= 0; a--) {
            factor[a] /= shared.factor[relay][a][a];
            for (int b = 0; b < a; b++) {
                factor[b] -= shared.factor[relay][a][b] * factor[a];
            }
        }
        for (int b = 0; b < m; b++) {
            int j = missing[b];
            double value = componentMean[relay][b] + Math.sqrt(tables.noise[relay][j]) * random.nextGaussian();
            for (int a = 0; a < q; a++) {
                value += tables.loadings[relay][j * q + a] * factor[a];
            }
            into[tables.continuous[j]] = value * tables.sd[j] + tables.mean[j];
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
