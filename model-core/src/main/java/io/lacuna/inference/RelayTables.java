package io.lacuna.inference;

import io.lacuna.data.Features;
import io.lacuna.data.Packed;
import io.lacuna.relay.ExpectedValues;
import io.lacuna.relay.RankNormal;
import io.lacuna.relay.RelayEnsemble;
import io.lacuna.relay.RelayMixture;

/**
 * A {@link RelayEnsemble} laid out for serving: all relays of all fits end to end, numbers widened once, integrals
 * tabulated. Immutable after construction, shared by the kernels of all threads.
 */
public final class RelayTables {
    final RelayEnsemble ensemble;
    /** Places of the d continuous and the f categorical features among all. */
    final int[] continuous;

    final int[] categorical;
    final int[] labels;
    /** Number of features of all types. */
    final int features;

    final int fits;
    /** Relays of fit i are {@code first[i]} up to {@code first[i + 1]}. */
    final int[] first;

    final boolean[] rankNormal;
    final double[] logWeights;
    final double[][] centres;
    final double[][][] covariances;
    /** [relay][f][label] */
    final float[][][] logProbabilities;

    final RankNormal[] marginals;
    final ExpectedValues[] expected;
    final double[] mean;
    final double[] sd;
    final double[] intervalScale;

    final RelayCode code;

    public RelayTables(RelayEnsemble ensemble, Features allFeatures) {
        this.ensemble = ensemble;
        continuous = RelayEnsemble.continuous(allFeatures);
        categorical = RelayEnsemble.categorical(allFeatures);
        labels = RelayEnsemble.labels(allFeatures);
        features = allFeatures.size();
        fits = ensemble.fits().size();
        first = new int[fits + 1];
        rankNormal = new boolean[fits];
        for (int i = 0; i < fits; i++) {
            first[i + 1] = first[i] + ensemble.fits().get(i).relays();
            rankNormal[i] = ensemble.fits().get(i).space() == 1;
        }
        int relays = first[fits];
        logWeights = new double[relays];
        centres = new double[relays][];
        covariances = new double[relays][][];
        logProbabilities = new float[relays][][];
        for (int i = 0; i < fits; i++) {
            layOut(ensemble.fits().get(i), first[i]);
        }
        int d = continuous.length;
        marginals = ensemble.marginals().toArray(new RankNormal[0]);
        expected = new ExpectedValues[d];
        mean = new double[d];
        sd = new double[d];
        intervalScale = new double[d];
        for (int c = 0; c < d; c++) {
            expected[c] = new ExpectedValues(marginals[c]);
            mean[c] = ensemble.standardizer().mean()[continuous[c]];
            sd[c] = ensemble.standardizer().sd()[continuous[c]];
            intervalScale[c] = ensemble.intervalScale()[c];
        }
        code = RelayCode.of(this);
    }

    private void layOut(RelayMixture fit, int from) {
        int d = continuous.length;
        for (int k = 0; k < fit.relays(); k++) {
            logWeights[from + k] = fit.logWeights()[k];
            centres[from + k] = new double[d];
            covariances[from + k] = Packed.triangle(d);
            for (int i = 0; i < d; i++) {
                centres[from + k][i] = fit.centres()[k][i];
                for (int j = 0; j <= i; j++) {
                    covariances[from + k][i][j] = fit.covariances()[k][RelayMixture.packed(i, j)];
                }
            }
            logProbabilities[from + k] = fit.logProbabilities()[k];
        }
    }

    int relays() {
        return first[fits];
    }
}
