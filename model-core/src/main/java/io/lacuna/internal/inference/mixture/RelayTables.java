package io.lacuna.internal.inference.mixture;

import io.lacuna.data.Features;
import io.lacuna.internal.relay.Atoms;
import io.lacuna.internal.relay.ExpectedValues;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.internal.relay.ScoreSearch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The arrays of a {@link RelayEnsemble} in the layout for serving. For each number that a relay has, there is one array
 * across all relays of all fits; the kernel's loops run over relays, do the same for each and vectorize. Fits in
 * standard units come first. Immutable after construction and safe for concurrent use: the kernels of all threads share
 * it.
 */
public final class RelayTables {
    /** Indices of the d continuous and the f categorical features among all features. */
    final int[] continuous;

    final int[] categorical;
    /** The number of labels of each categorical feature, then the number of parts of each feature with atoms. */
    final int[] labels;

    final Atoms atoms;
    /** The index of each continuous feature's parts among the labels; -1 without atoms. */
    final int[] parts;
    /** Number of features of all types. */
    final int features;

    final int fits;
    /** The relays of fit i are {@code first[i]} to {@code first[i + 1] - 1}. */
    final int[] first;

    final int relays;
    /** Fits and relays before these indices are in standard units, the others in rank-normal scores. */
    final int firstRankNormalFit;

    final int firstRankNormalRelay;

    final float[] logWeights;
    /** [feature][relay] */
    final float[][] centres;
    /** [packed(i, j)][relay]: lower triangles. */
    final float[][] covariances;
    /** The same covariances as [relay][packed(i, j)]: the ensemble's own arrays. */
    final float[][] covarianceOf;
    /** [f][label][relay] */
    final float[][][] logProbabilities;

    final float[][][] probabilities;

    final RankNormal[] marginals;

    /** The same marginals, for scores of values. */
    final ScoreSearch[] scores;

    final ExpectedValues[] expected;
    final double[] mean;
    final double[] sd;
    /** Factor about the mean, in values; 1 where scores are stretched. */
    final double[] stretch;
    /** Divisor of normal scores, in probabilities; 1 where values are stretched. */
    final double[] scoreStretch;
    /** Whether repeated values hold much of a feature's distribution. */
    final boolean[] spiked;
    /** For every feature of any type, the weight of the relays in its prediction. */
    final double[] trust;
    /** [f][label]: each categorical feature's own distribution. */
    final double[][] shares;

    final RelayCode code;

    private final double leastShare;
    private final double leastOfMost;
    final double tolerance;

    public RelayTables(RelayEnsemble ensemble, Features allFeatures) {
        continuous = RelayEnsemble.continuous(allFeatures);
        categorical = RelayEnsemble.categorical(allFeatures);
        atoms = ensemble.atoms();
        labels = RelayEnsemble.labels(allFeatures, atoms);
        parts = new int[continuous.length];
        Arrays.fill(parts, -1);
        int part = categorical.length;
        for (int c : atoms.features()) {
            parts[c] = part++;
        }
        features = allFeatures.size();
        List<RelayMixture> ordered = ensemble.fits().stream()
                .sorted(Comparator.comparingInt(RelayMixture::space))
                .toList();
        fits = ordered.size();
        first = new int[fits + 1];
        for (int i = 0; i < fits; i++) {
            first[i + 1] = first[i] + ordered.get(i).relays();
        }
        relays = first[fits];
        firstRankNormalFit =
                (int) ordered.stream().filter(fit -> fit.space() == 0).count();
        firstRankNormalRelay = first[firstRankNormalFit];
        int d = continuous.length;
        logWeights = new float[relays];
        centres = new float[d][relays];
        covariances = new float[d * (d + 1) / 2][relays];
        covarianceOf = new float[relays][];
        logProbabilities = new float[labels.length][][];
        probabilities = new float[labels.length][][];
        for (int f = 0; f < labels.length; f++) {
            logProbabilities[f] = new float[labels[f]][relays];
            probabilities[f] = new float[labels[f]][relays];
        }
        for (int i = 0; i < fits; i++) {
            layOut(ordered.get(i), first[i]);
        }
        marginals = ensemble.marginals().toArray(new RankNormal[0]);
        scores = Arrays.stream(marginals).map(ScoreSearch::new).toArray(ScoreSearch[]::new);
        expected = Arrays.stream(marginals).map(ExpectedValues::new).toArray(ExpectedValues[]::new);
        mean = new double[d];
        sd = new double[d];
        stretch = new double[d];
        scoreStretch = new double[d];
        spiked = new boolean[d];
        for (int c = 0; c < d; c++) {
            mean[c] = ensemble.standardizer().mean()[continuous[c]];
            sd[c] = ensemble.standardizer().sd()[continuous[c]];
            double factor = ensemble.calibration().stretch()[c];
            spiked[c] = marginals[c].spiked();
            stretch[c] = spiked[c] ? 1 : factor;
            scoreStretch[c] = spiked[c] ? factor : 1;
        }
        trust = new double[features];
        for (int j = 0; j < features; j++) {
            trust[j] = ensemble.calibration().trust()[j];
        }
        shares = new double[labels.length][];
        for (int f = 0; f < labels.length; f++) {
            shares[f] = new double[labels[f]];
            for (int label = 0; label < labels[f]; label++) {
                shares[f][label] = ensemble.share(f, label);
            }
        }
        leastShare = ensemble.rule().share();
        leastOfMost = ensemble.rule().ofMost();
        tolerance = ensemble.rule().tolerance();
        code = RelayCode.of(this);
    }

    /**
     * The smallest posterior probability of a kept relay.
     *
     * @param sum of the densities of the fit's relays, relative to the largest one
     */
    float leastShare(double sum) {
        return (float) Math.min(leastShare, leastOfMost / sum);
    }

    private void layOut(RelayMixture fit, int from) {
        for (int k = 0; k < fit.relays(); k++) {
            logWeights[from + k] = fit.logWeights()[k];
            for (int j = 0; j < centres.length; j++) {
                centres[j][from + k] = fit.centres()[k][j];
            }
            covarianceOf[from + k] = fit.covariances()[k];
            for (int p = 0; p < covariances.length; p++) {
                covariances[p][from + k] = fit.covariances()[k][p];
            }
            for (int f = 0; f < labels.length; f++) {
                for (int label = 0; label < labels[f]; label++) {
                    float log = fit.logProbabilities()[k][f][label];
                    logProbabilities[f][label][from + k] = log;
                    probabilities[f][label][from + k] = (float) Math.exp(log);
                }
            }
        }
    }

    /** Covariance of features i and j, one per relay. */
    float[] covariance(int i, int j) {
        return covariances[i >= j ? RelayMixture.packed(i, j) : RelayMixture.packed(j, i)];
    }

    /** Element of a packed covariance; the two features may be in either order. */
    static float cell(float[] covariance, int i, int j) {
        return covariance[i >= j ? RelayMixture.packed(i, j) : RelayMixture.packed(j, i)];
    }

    /** {@code lanes[place]}, one number per relay, allocated on first use. */
    float[] lane(float[][] lanes, int place) {
        if (lanes[place] == null) {
            lanes[place] = new float[relays];
        }
        return lanes[place];
    }

    boolean isRankNormal(int relay) {
        return relay >= firstRankNormalRelay;
    }
}
