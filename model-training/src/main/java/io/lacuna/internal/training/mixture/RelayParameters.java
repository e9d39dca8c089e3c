package io.lacuna.internal.training.mixture;

import io.lacuna.internal.numerics.LowerTriangular;
import io.lacuna.internal.relay.RelayMixture;

/** The parameters of a mixture during the fit. Mutable; one fit owns it. */
final class RelayParameters {
    final int relays;
    final int d;
    /** [k] */
    final double[] logWeights;
    /** [k][feature] */
    final double[][] centres;
    /** [k] lower triangles */
    final double[][][] covariances;
    /** [k][f][label] */
    final double[][][] probabilities;

    RelayParameters(int relays, int d, int[] labels) {
        this.relays = relays;
        this.d = d;
        logWeights = new double[relays];
        centres = new double[relays][d];
        covariances = new double[relays][][];
        probabilities = new double[relays][labels.length][];
        for (int k = 0; k < relays; k++) {
            covariances[k] = LowerTriangular.triangle(d);
            for (int f = 0; f < labels.length; f++) {
                probabilities[k][f] = new double[labels[f]];
            }
        }
    }

    /** Probabilities from counts. The feature's own shares are added with the weight of {@code prior} cells. */
    static void normalize(double[] probabilities, double[] counts, double[] shares, double prior) {
        double total = 0;
        for (int c = 0; c < counts.length; c++) {
            total += counts[c] + prior * shares[c];
        }
        for (int c = 0; c < counts.length; c++) {
            probabilities[c] = total > 0 ? (counts[c] + prior * shares[c]) / total : shares[c];
        }
    }

    /** The mixture in the artifact's precision. */
    RelayMixture toMixture(int space) {
        float[] weights = new float[relays];
        float[][] means = new float[relays][d];
        float[][] packed = new float[relays][d * (d + 1) / 2];
        float[][][] logs = new float[relays][][];
        for (int k = 0; k < relays; k++) {
            weights[k] = (float) logWeights[k];
            for (int p = 0; p < d; p++) {
                means[k][p] = (float) centres[k][p];
                for (int q = 0; q <= p; q++) {
                    packed[k][RelayMixture.packed(p, q)] = (float) covariances[k][p][q];
                }
            }
            logs[k] = new float[probabilities[k].length][];
            for (int f = 0; f < logs[k].length; f++) {
                logs[k][f] = new float[probabilities[k][f].length];
                for (int c = 0; c < logs[k][f].length; c++) {
                    logs[k][f][c] = (float) Math.log(probabilities[k][f][c]);
                }
            }
        }
        return new RelayMixture(space, weights, means, packed, logs);
    }
}
