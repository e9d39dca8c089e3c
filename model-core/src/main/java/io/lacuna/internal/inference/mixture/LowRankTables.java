package io.lacuna.internal.inference.mixture;

import io.lacuna.data.Features;
import io.lacuna.internal.relay.LowRankEnsemble;
import io.lacuna.internal.relay.LowRankRelays;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.Arrays;

/**
 * The arrays of a {@link LowRankEnsemble} in the layout for serving. Values are in standard units. Immutable after
 * construction and safe for concurrent use: the kernels of all threads share it.
 */
public final class LowRankTables {
    final int[] continuous;
    final int[] categorical;
    final int[] labels;
    final int features;
    final int fits;
    /** The relays of fit i are {@code first[i]} to {@code first[i + 1] - 1}. */
    final int[] first;

    final int relays;
    final int mostFactors;
    final int[] factors;
    final double[] logWeights;
    final float[][] centres;
    /** [relay][j * q + a] */
    final float[][] loadings;
    /** The loadings divided by the noise variance, psi^-1 W: same layout as {@link #loadings}. */
    final float[][] scaled;

    final float[][] noise;
    final double[][] logNoise;
    final float[][][] logProbabilities;
    final double[] mean;
    final double[] sd;

    public LowRankTables(LowRankEnsemble ensemble, Features allFeatures) {
        continuous = RelayEnsemble.continuous(allFeatures);
        categorical = RelayEnsemble.categorical(allFeatures);
        labels = RelayEnsemble.labels(allFeatures);
        features = allFeatures.size();
        fits = ensemble.fits().size();
        first = new int[fits + 1];
        for (int i = 0; i < fits; i++) {
            first[i + 1] = first[i] + ensemble.fits().get(i).relays();
        }
        relays = first[fits];
        factors = new int[relays];
        logWeights = new double[relays];
        centres = new float[relays][];
        loadings = new float[relays][];
        scaled = new float[relays][];
        noise = new float[relays][];
        logNoise = new double[relays][];
        logProbabilities = new float[relays][][];
        for (int i = 0; i < fits; i++) {
            layOut(ensemble.fits().get(i), first[i]);
        }
        mostFactors = Arrays.stream(factors).max().orElse(1);
        mean = Arrays.stream(continuous)
                .mapToDouble(j -> ensemble.standardizer().mean()[j])
                .toArray();
        sd = Arrays.stream(continuous)
                .mapToDouble(j -> ensemble.standardizer().sd()[j])
                .toArray();
    }

    private void layOut(LowRankRelays fit, int from) {
        int q = fit.factors();
        for (int k = 0; k < fit.relays(); k++) {
            int relay = from + k;
            factors[relay] = q;
            logWeights[relay] = fit.logWeights()[k];
            centres[relay] = fit.centres()[k];
            loadings[relay] = fit.loadings()[k];
            noise[relay] = fit.noise()[k];
            logProbabilities[relay] = fit.logProbabilities()[k];
            scaled[relay] = new float[loadings[relay].length];
            logNoise[relay] = new double[noise[relay].length];
            for (int j = 0; j < noise[relay].length; j++) {
                logNoise[relay][j] = Math.log(2 * Math.PI * noise[relay][j]);
                for (int a = 0; a < q; a++) {
                    scaled[relay][j * q + a] = loadings[relay][j * q + a] / noise[relay][j];
                }
            }
        }
    }
}
