package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ApproximateNormal;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.numerics.NormalCdfBatch;
import io.lacuna.internal.relay.ExpectedValues;

/**
 * The distribution of each missing number once the relays are weighed: a mixture of one bell a kept relay, some on the
 * standardized scale and some on the rank-normal one, mixed with the feature's own distribution in so far as the relays are
 * not trusted, and stretched by calibration. Rank-normal bells are integrated back to values ({@link ExpectedValues}), not
 * mapped at their mean. Mutable, owned by one kernel.
 */
final class RelayPredictive {
    /** No bell of a feature in standard units reaches there. */
    static final double FAR = 1e6;

    private final RelayTables tables;
    private final KeptRelays kept;
    private final int[] missingPlace;
    private final double[] mean;
    private final double[] variance;
    private final NormalCdfBatch bells;

    /** Normal scores of the places in the queue. */
    private final double[] scores;

    /** Room for two sums. */
    private final double[] moments = new double[2];

    private final int[] oneFeature = new int[1];
    private final double[] oneValue = new double[1];
    private RelayFactors factors;

    /**
     * @param missingPlace by feature, its place among the record's missing ones; the kernel writes it
     */
    RelayPredictive(RelayTables tables, KeptRelays kept, int[] missingPlace, RelayFactors factors) {
        this.tables = tables;
        this.kept = kept;
        this.missingPlace = missingPlace;
        this.factors = factors;
        mean = new double[tables.continuous.length];
        variance = new double[tables.continuous.length];
        bells = new NormalCdfBatch(tables.relays);
        scores = new double[bells.room()];
    }

    /** Takes the record whose kept relays were conditioned last: mean and variance of each missing cell, in standard units. */
    void take(RelayFactors pattern) {
        factors = pattern;
        for (int b = 0; b < factors.m; b++) {
            ExpectedValues expected = tables.expected[factors.missing[b]];
            float[] means = kept.means(b);
            float[] sds = kept.deviations(b);
            double one = 0;
            double two = 0;
            for (int i = 0; i < kept.standardized; i++) {
                one += kept.share[i] * means[i];
                two += kept.share[i] * (means[i] * means[i] + sds[i] * sds[i]);
            }
            expected.sum(means, sds, kept.share, kept.standardized, kept.count, moments);
            one += moments[0];
            two += moments[1];
            // What trust leaves over is the feature's own distribution: mean 0 and variance 1 in standard units.
            double trust = tables.trust[tables.continuous[factors.missing[b]]];
            mean[b] = trust * one;
            variance[b] = Math.max(trust * two + (1 - trust) - mean[b] * mean[b], 1e-8);
        }
    }

    double mean(int feature) {
        int b = missingPlace[feature];
        int c = factors.missing[b];
        return mean[b] * tables.sd[c] + tables.mean[c];
    }

    double variance(int feature) {
        int b = missingPlace[feature];
        int c = factors.missing[b];
        double scale = tables.sd[c] * tables.stretch[c];
        return variance[b] * scale * scale;
    }

    /** A draw of the b-th missing feature, in standard units, moved away from the mean as calibration asks. */
    double stretched(int b, double z) {
        return mean[b] + (z - mean[b]) * tables.stretch[factors.missing[b]];
    }

    double cdf(int feature, double value) {
        oneFeature[0] = feature;
        oneValue[0] = value;
        cdf(1, oneFeature, oneValue, oneValue);
        return oneValue[0];
    }

    void cdf(int count, int[] features, double[] values, double[] into) {
        for (int done = 0; done < count; ) {
            bells.clear();
            int end = done;
            for (; end < count && bells.hasRoom(kept.count); end++) {
                scores[end - done] = queue(features[end], values[end]);
            }
            bells.run();
            for (int i = done; i < end; i++) {
                double share = bells.sum((i - done) * kept.count, kept.share, kept.count);
                into[i] = calibrated(features[i], share, scores[i - done]);
            }
            done = end;
        }
    }

    /** Queues the bells of a missing feature; returns the normal score of the value. */
    private double queue(int feature, double value) {
        int b = missingPlace[feature];
        int c = factors.missing[b];
        // Calibration stretches the distribution about its mean, so the argument is drawn in by as much.
        double z = mean[b] + ((value - tables.mean[c]) / tables.sd[c] - mean[b]) / tables.stretch[c];
        double score = tables.marginals[c].place(z);
        float[] means = kept.means(b);
        float[] perSd = kept.perDeviation(b);
        bells.add((float) Math.max(-FAR, Math.min(FAR, z)), means, perSd, 0, kept.standardized);
        bells.add((float) Math.max(-FAR, Math.min(FAR, score)), means, perSd, kept.standardized, kept.count);
        return score;
    }

    private double calibrated(int feature, double share, double score) {
        int c = factors.missing[missingPlace[feature]];
        double trust = tables.trust[feature];
        double own = trust == 1 ? 0 : (1 - trust) * ApproximateNormal.cdf(score);
        double probability = Math.min(1, trust * share + own);
        return tables.scoreStretch[c] == 1 ? probability : Normal.spread(probability, tables.scoreStretch[c]);
    }
}
