package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ApproximateNormal;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.numerics.NormalCdfBatch;
import io.lacuna.internal.relay.ExpectedValues;

/**
 * The predictive distribution of each missing continuous cell, given the weights of the kept relays. It is a mixture
 * with one normal per kept relay, some in standard units and some in rank-normal scores. Calibration changes it in two
 * ways: trust mixes in the feature's own distribution, and stretch widens it. Normals in scores are integrated back to
 * values ({@link ExpectedValues}), because the value at their mean score is not the mean. Mutable; one kernel owns it.
 */
final class RelayPredictive {
    /** Values in standard units are clamped to this distance, far outside any component. */
    static final double FAR = 1e6;

    private final RelayTables tables;
    private final KeptRelays kept;
    private final int[] missingPlace;
    /** By missing feature, in standard units: mean, variance, third central moment. */
    private final double[] mean;

    private final double[] variance;
    private final double[] third;

    /** Whether variance and third moment are computed for the current record. */
    private boolean spreadKnown;

    /** Whether they were asked for: then those of the next record are computed together with its means. */
    private boolean spreadAsked;

    private final NormalCdfBatch batch;

    /** The normal score of each value in the batch. */
    private final double[] scores;

    /** Scratch space for three sums. */
    private final double[] moments = new double[3];

    private final int[] oneFeature = new int[1];
    private final double[] oneValue = new double[1];
    private RelayFactors factors;

    /**
     * @param missingPlace for each feature, its index among the record's missing cells; the kernel writes it
     */
    RelayPredictive(RelayTables tables, KeptRelays kept, int[] missingPlace, RelayFactors factors) {
        this.tables = tables;
        this.kept = kept;
        this.missingPlace = missingPlace;
        this.factors = factors;
        mean = new double[tables.continuous.length];
        variance = new double[tables.continuous.length];
        third = new double[tables.continuous.length];
        batch = new NormalCdfBatch(tables.relays);
        scores = new double[batch.room()];
    }

    /** Takes the record whose kept relays were conditioned last. */
    void take(RelayFactors pattern) {
        factors = pattern;
        spreadKnown = spreadAsked;
        spreadAsked = false;
        if (spreadKnown) {
            spreads();
        } else {
            means();
        }
    }

    /** The means alone: a stream that writes neither sds nor intervals needs no more. */
    private void means() {
        for (int b = 0; b < factors.m; b++) {
            float[] means = kept.means(b);
            double one = 0;
            for (int i = 0; i < kept.standardized; i++) {
                one += kept.share[i] * means[i];
            }
            one += tables.expected[factors.missing[b]].mean(
                    means, kept.deviations(b), kept.share, kept.standardized, kept.count);
            mean[b] = tables.trust[tables.continuous[factors.missing[b]]] * one;
        }
    }

    /** The means, to the same bits, with variance and third central moment. */
    private void spreads() {
        for (int b = 0; b < factors.m; b++) {
            ExpectedValues expected = tables.expected[factors.missing[b]];
            float[] means = kept.means(b);
            float[] sds = kept.deviations(b);
            double one = 0;
            double two = 0;
            double three = 0;
            for (int i = 0; i < kept.standardized; i++) {
                float square = means[i] * means[i];
                float within = sds[i] * sds[i];
                float weighted = kept.share[i] * means[i];
                one += weighted;
                two += kept.share[i] * (square + within);
                three += weighted * (square + 3 * within);
            }
            expected.sum(means, sds, kept.share, kept.standardized, kept.count, moments);
            one += moments[0];
            two += moments[1];
            three += moments[2];
            // The weight 1 - trust is on the feature's own distribution, with mean 0 and variance 1 in standard
            // units; its skew is left out.
            double trust = tables.trust[tables.continuous[factors.missing[b]]];
            double centre = trust * one;
            double square = trust * two + (1 - trust);
            mean[b] = centre;
            variance[b] = Math.max(square - centre * centre, 1e-8);
            third[b] = trust * three - 3 * centre * square + 2 * centre * centre * centre;
        }
    }

    private void askSpread() {
        spreadAsked = true;
        if (!spreadKnown) {
            spreads();
            spreadKnown = true;
        }
    }

    double mean(int feature) {
        int b = missingPlace[feature];
        int c = factors.missing[b];
        return mean[b] * tables.sd[c] + tables.mean[c];
    }

    double variance(int feature) {
        askSpread();
        int b = missingPlace[feature];
        int c = factors.missing[b];
        double scale = tables.sd[c] * tables.stretch[c];
        return variance[b] * scale * scale;
    }

    /** About the third central moment: only where a search begins depends on it. */
    double thirdMoment(int feature) {
        askSpread();
        int b = missingPlace[feature];
        int c = factors.missing[b];
        double scale = tables.sd[c] * tables.stretch[c];
        return third[b] * scale * scale * scale;
    }

    /** Whether the feature has many distinct values, so that its cdf has no steps. */
    boolean isSmooth(int feature) {
        return !tables.spiked[factors.missing[missingPlace[feature]]];
    }

    /** A draw of missing feature b in standard units, moved away from the mean by the stretch of the calibration. */
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
            batch.clear();
            int end = done;
            for (; end < count && batch.hasRoom(kept.count); end++) {
                scores[end - done] = queue(features[end], values[end]);
            }
            batch.run();
            for (int i = done; i < end; i++) {
                double share = batch.sum((i - done) * kept.count, kept.share, kept.count);
                into[i] = calibrated(features[i], share, scores[i - done]);
            }
            done = end;
        }
    }

    /** Adds the components of a missing feature to the batch. Returns the normal score of the value. */
    private double queue(int feature, double value) {
        int b = missingPlace[feature];
        int c = factors.missing[b];
        // Calibration widens the distribution about its mean; the value therefore moves towards the mean by the
        // same factor.
        double z = mean[b] + ((value - tables.mean[c]) / tables.sd[c] - mean[b]) / tables.stretch[c];
        double score = tables.scores[c].place(z);
        float[] means = kept.means(b);
        float[] perSd = kept.perDeviation(b);
        batch.add((float) Math.max(-FAR, Math.min(FAR, z)), means, perSd, 0, kept.standardized);
        batch.add((float) Math.max(-FAR, Math.min(FAR, score)), means, perSd, kept.standardized, kept.count);
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
