package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.inference.ClosedFormKernel;
import io.lacuna.internal.inference.PatternCache;
import io.lacuna.internal.numerics.ArrayLoops;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Serves a {@link io.lacuna.internal.relay.RelayEnsemble}: the exact posterior of a record over the relays, and through
 * their linear decoders the distribution of its missing cells. There are no iterations. Within each fit, Bayes' rule
 * gives the probability r_k of each relay from the observed cells; relays that are negligible by the ensemble's {@link
 * io.lacuna.internal.relay.ServingRule} are dropped, and the missing cells follow a mixture of normals. The fits are averaged.
 *
 * <p>Mutable; one thread owns it. Once its caches are warm, a record allocates nothing.
 */
public final class RelayMixtureKernel implements ClosedFormKernel {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final RelayTables tables;
    private final PatternCache<RelayFactors> cache;
    private final int d;
    private final long[] pattern;

    /** The record's continuous cells in both spaces: [standard units, rank-normal scores][feature]. */
    private final float[][] spaces;

    /** The record's labels: of its categorical features, then the parts of its features with atoms; -1 if missing. */
    private final int[] category;

    private final int[] missingPlace;
    private RelayFactors factors;

    /**
     * One number per relay: whitened deviations [a][relay]; log densities, later posterior probabilities; the largest
     * log density of each fit; negative squared lengths.
     */
    private final float[][] whitened;

    private final float[] r;
    private final float[] logDensities;
    private final float[] greatest;
    private final float[] negativeSquare;
    /** The kept relays of all fits, with the conditional normals of their missing cells. */
    private final KeptRelays kept;

    private final RelayPredictive predictive;
    private final RelayCorrelations correlations;
    private final LeaveOneOut leaveOneOut;
    private final RelayDraws draws;

    /** For the coordinates of the latent code: one number per axis. */
    private final float[] fixed;

    private final float[] projectedMean;
    private final double[] one;
    private final double[] two;

    private final double[][] labelProbability;
    private double logLikelihood;

    public RelayMixtureKernel(RelayTables tables) {
        this(tables, PatternCache.MAX_BYTES);
    }

    /**
     * @param cacheBytes approximate upper bound of the bytes of the pattern cache
     */
    public RelayMixtureKernel(RelayTables tables, long cacheBytes) {
        this.tables = tables;
        d = tables.continuous.length;
        GainSolver solver = new GainSolver(tables);
        cache = new PatternCache<>(() -> new RelayFactors(tables, solver), RelayFactors.bytes(tables), cacheBytes);
        pattern = new long[(d + 63) / 64];
        spaces = new float[2][d];
        category = new int[tables.labels.length];
        missingPlace = new int[tables.features];
        whitened = new float[d][tables.relays];
        r = new float[tables.relays];
        logDensities = new float[tables.relays];
        greatest = new float[tables.fits];
        negativeSquare = new float[tables.relays];
        int q = tables.code.coordinates();
        fixed = new float[q];
        projectedMean = new float[q];
        one = new double[q];
        two = new double[q];
        labelProbability = new double[tables.categorical.length][];
        for (int f = 0; f < labelProbability.length; f++) {
            labelProbability[f] = new double[tables.labels[f]];
            missingPlace[tables.categorical[f]] = f;
        }
        factors = cache.of(pattern);
        kept = new KeptRelays(tables, factors);
        predictive = new RelayPredictive(tables, kept, missingPlace, factors);
        correlations = new RelayCorrelations(kept);
        leaveOneOut = new LeaveOneOut(tables);
        draws = new RelayDraws(tables, kept, predictive);
    }

    @Override
    public void infer(double[] observation) {
        take(observation);
        whiten();
        logDensities(r);
        densities();
        kept.count = 0;
        double evidence = Double.NEGATIVE_INFINITY;
        kept.standardized = 0;
        for (int fit = 0; fit < tables.fits; fit++) {
            double sum = posterior(tables.first[fit], tables.first[fit + 1]);
            if (fit < Math.max(1, tables.firstRankNormalFit)) {
                evidence = logSum(evidence, greatest[fit] + Math.log(sum));
            }
            if (fit < tables.firstRankNormalFit) {
                kept.standardized = kept.count;
            }
        }
        logLikelihood = evidence - Math.log(Math.max(1, tables.firstRankNormalFit)) - 0.5 * factors.o * LOG_TWO_PI;
        kept.condition(factors, whitened);
        predictive.take(factors);
        labelProbabilities();
    }

    /** log(exp(a) + exp(b)). */
    private static double logSum(double a, double b) {
        double max = Math.max(a, b);
        double min = Math.min(a, b);
        return min == Double.NEGATIVE_INFINITY ? max : max + Math.log(1 + Math.exp(min - max));
    }

    /** Converts the record to both spaces and finds the factors of its pattern. */
    private void take(double[] observation) {
        Arrays.fill(pattern, 0);
        int b = 0;
        for (int c = 0; c < d; c++) {
            double value = observation[tables.continuous[c]];
            if (Double.isNaN(value)) {
                missingPlace[tables.continuous[c]] = b++;
                part(c, -1);
            } else {
                part(c, tables.parts[c] < 0 ? -1 : tables.atoms.part(c, value));
                pattern[c >> 6] |= 1L << c;
                double z = (value - tables.mean[c]) / tables.sd[c];
                z = Math.max(-RelayPredictive.FAR, Math.min(RelayPredictive.FAR, z));
                spaces[0][c] = (float) z;
                spaces[1][c] = (float) tables.scores[c].forward(z);
            }
        }
        for (int f = 0; f < tables.categorical.length; f++) {
            double value = observation[tables.categorical[f]];
            // A label that is not in the model's list counts as missing.
            category[f] = value >= 0 && value < tables.labels[f] ? (int) value : -1;
        }
        factors = cache.of(pattern);
    }

    private void part(int c, int part) {
        if (tables.parts[c] >= 0) {
            category[tables.parts[c]] = part;
        }
    }

    /** The record's deviation from each relay's centre, whitened by the covariance of its observed cells, and its length. */
    private void whiten() {
        int split = tables.firstRankNormalRelay;
        for (int a = 0; a < factors.o; a++) {
            int j = factors.observed[a];
            ArrayLoops.subtractFrom(spaces[0][j], tables.centres[j], whitened[a], 0, split);
            ArrayLoops.subtractFrom(spaces[1][j], tables.centres[j], whitened[a], split, tables.relays);
        }
        factors.whiten(whitened, negativeSquare);
    }

    /** log pi_k p(x_o | k) of every relay, up to a constant that all relays share. */
    private void logDensities(float[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = tables.logWeights[k] + 0.5f * negativeSquare[k] - factors.halfLogDeterminant[k];
        }
        for (int f = 0; f < category.length; f++) {
            if (category[f] >= 0) {
                ArrayLoops.add(into, tables.logProbabilities[f][category[f]]);
            }
        }
    }

    /** Replaces log densities by densities relative to the largest one of the fit. */
    private void densities() {
        for (int fit = 0; fit < tables.fits; fit++) {
            int from = tables.first[fit];
            int to = tables.first[fit + 1];
            greatest[fit] = ArrayLoops.max(r, from, to);
            ArrayLoops.subtract(r, greatest[fit], from, to);
        }
        ArrayLoops.exp(r);
    }

    /**
     * Bayes' rule over the relays of one fit, from densities relative to the largest one. It keeps the relays that are
     * not negligible; their shares sum to 1 / fits.
     *
     * @return sum of the relative densities
     */
    private double posterior(int from, int to) {
        double sum = ArrayLoops.sum(r, from, to);
        ArrayLoops.scale(r, (float) (1 / sum), from, to);
        float floor = tables.leastShare(sum);
        int before = kept.count;
        int count = before;
        for (int k = from; k < to; k++) {
            kept.relay[count] =
                    k; // Always written, but counted only if the relay is kept: no branch that could be mispredicted.
            count += r[k] >= floor ? 1 : 0;
        }
        kept.count = count;
        double keptSum = 0;
        for (int i = before; i < count; i++) {
            keptSum += r[kept.relay[i]];
        }
        double unit = 1 / (keptSum * tables.fits);
        for (int i = before; i < kept.count; i++) {
            kept.share[i] = (float) (r[kept.relay[i]] * unit);
        }
        return sum;
    }

    private void labelProbabilities() {
        for (int f = 0; f < labelProbability.length; f++) {
            if (category[f] < 0) {
                double trust = tables.trust[tables.categorical[f]];
                for (int label = 0; label < tables.labels[f]; label++) {
                    float[] probabilities = tables.probabilities[f][label];
                    double sum = 0;
                    for (int i = 0; i < kept.count; i++) {
                        sum += kept.share[i] * probabilities[kept.relay[i]];
                    }
                    labelProbability[f][label] = trust * sum + (1 - trust) * tables.shares[f][label];
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
        return predictive.mean(feature);
    }

    @Override
    public double variance(int feature) {
        return predictive.variance(feature);
    }

    @Override
    public double correlation(int feature, int other) {
        return correlations.of(missingPlace[feature], missingPlace[other]);
    }

    @Override
    public double thirdMoment(int feature) {
        return predictive.thirdMoment(feature);
    }

    @Override
    public boolean isSmooth(int feature) {
        return predictive.isSmooth(feature);
    }

    @Override
    public double tolerance() {
        return tables.tolerance;
    }

    @Override
    public double cdf(int feature, double value) {
        return predictive.cdf(feature, value);
    }

    @Override
    public void cdf(int count, int[] features, double[] values, double[] into) {
        predictive.cdf(count, features, values, into);
    }

    @Override
    public boolean leavesOneOut() {
        return true;
    }

    @Override
    public void leaveOneOut(double[] mean, double[] sd) {
        logDensities(logDensities);
        leaveOneOut.find(factors, whitened, logDensities, spaces, category, mean, sd);
    }

    @Override
    public double probability(int feature, int label) {
        return labelProbability[missingPlace[feature]][label];
    }

    @Override
    public int latentSize() {
        return tables.code.size();
    }

    @Override
    public void latent(float[] meanOut, float[] sdOut, int offset) {
        RelayCode code = tables.code;
        for (int k = 0; k < code.relays(); k++) {
            double probability = r[tables.first[code.fit()] + k];
            meanOut[offset + k] = (float) probability;
            sdOut[offset + k] = (float) Math.sqrt(probability * (1 - probability));
        }
        coordinates(code, meanOut, sdOut, offset + code.relays());
    }

    /**
     * Posterior of the coordinates over the kept relays of the designated fit: the projection of a normal is normal.
     */
    private void coordinates(RelayCode code, float[] meanOut, float[] sdOut, int at) {
        int q = code.coordinates();
        float[] y = spaces[tables.isRankNormal(tables.first[code.fit()]) ? 1 : 0];
        Arrays.fill(fixed, 0);
        for (int a = 0; a < factors.o; a++) {
            int j = factors.observed[a];
            ArrayLoops.addMultiple(fixed, (float) (y[j] - code.centre()[j]), code.axes()[j], q);
        }
        Arrays.fill(one, 0);
        Arrays.fill(two, 0);
        for (int i = 0; i < kept.count; i++) {
            int k = kept.relay[i];
            if (k >= tables.first[code.fit()] && k < tables.first[code.fit() + 1]) {
                float[] variances = factors.coordinateVariances(k);
                System.arraycopy(fixed, 0, projectedMean, 0, q);
                for (int b = 0; b < factors.m; b++) {
                    int j = factors.missing[b];
                    ArrayLoops.addMultiple(
                            projectedMean, (float) (kept.means(b)[i] - code.centre()[j]), code.axes()[j], q);
                }
                double posterior = kept.share[i] * tables.fits;
                for (int axis = 0; axis < q; axis++) {
                    double m = projectedMean[axis];
                    one[axis] += posterior * m;
                    two[axis] += posterior * (m * m + variances[axis]);
                }
            }
        }
        for (int axis = 0; axis < q; axis++) {
            meanOut[at + axis] = (float) one[axis];
            sdOut[at + axis] = (float) Math.sqrt(Math.max(0, two[axis] - one[axis] * one[axis]));
        }
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        draws.draw(random, factors, category, into);
    }
}
