package io.lacuna.internal.inference.mixture;

import io.lacuna.data.Features;
import io.lacuna.internal.relay.ExpectedValues;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A {@link RelayEnsemble} laid out for serving. All relays of all fits stand side by side: each number a relay has is one
 * cell of an array across relays, so that the kernel's loops run over relays, do the same to each, and vectorize. Fits
 * in the standardized space come first. Immutable after construction, shared by the kernels of all threads.
 */
public final class RelayTables {
    /** Places of the d continuous and the f categorical features among all. */
    final int[] continuous;

    final int[] categorical;
    final int[] labels;
    /** Number of features of all types. */
    final int features;

    final int fits;
    /** Relays of fit i are {@code first[i]} up to {@code first[i + 1]}. */
    final int[] first;

    final int relays;
    /** Fits before this one are standardized, from it on rank-normal; likewise relays. */
    final int firstRankNormalFit;

    final int firstRankNormalRelay;

    final float[] logWeights;
    /** [feature][relay] */
    final float[][] centres;
    /** [packed(i, j)][relay], the lower triangle */
    final float[][] covariances;
    /** The same [relay][packed(i, j)]: the ensemble's own arrays. */
    final float[][] covarianceOf;
    /** [f][label][relay] */
    final float[][][] logProbabilities;

    final float[][][] probabilities;

    final RankNormal[] marginals;
    final ExpectedValues[] expected;
    final double[] mean;
    final double[] sd;
    /** About the mean, in values; 1 where scores are stretched. */
    final double[] stretch;
    /** Of normal scores, in probabilities; 1 where values are stretched. */
    final double[] scoreStretch;
    /** For each feature of all, the weight of the relays in its prediction. */
    final double[] trust;
    /** [f][label] each categorical feature's own distribution. */
    final double[][] shares;

    final RelayCode code;

    public RelayTables(RelayEnsemble ensemble, Features allFeatures) {
        continuous = RelayEnsemble.continuous(allFeatures);
        categorical = RelayEnsemble.categorical(allFeatures);
        labels = RelayEnsemble.labels(allFeatures);
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
        expected = Arrays.stream(marginals).map(ExpectedValues::new).toArray(ExpectedValues[]::new);
        mean = new double[d];
        sd = new double[d];
        stretch = new double[d];
        scoreStretch = new double[d];
        for (int c = 0; c < d; c++) {
            mean[c] = ensemble.standardizer().mean()[continuous[c]];
            sd[c] = ensemble.standardizer().sd()[continuous[c]];
            double factor = ensemble.calibration().stretch()[c];
            boolean spiked = marginals[c].spiked();
            stretch[c] = spiked ? 1 : factor;
            scoreStretch[c] = spiked ? factor : 1;
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
        code = RelayCode.of(this);
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

    /** Covariance of features i and j, across relays. */
    float[] covariance(int i, int j) {
        return covariances[i >= j ? RelayMixture.packed(i, j) : RelayMixture.packed(j, i)];
    }

    /** Cell of a packed covariance, in either order of the two features. */
    static float cell(float[] covariance, int i, int j) {
        return covariance[i >= j ? RelayMixture.packed(i, j) : RelayMixture.packed(j, i)];
    }

    /** The array of a number a relay at that place, made on first use. */
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
