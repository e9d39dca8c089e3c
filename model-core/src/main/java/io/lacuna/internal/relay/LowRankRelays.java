package io.lacuna.internal.relay;

import io.lacuna.internal.numerics.Floats;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The relay mixture for wide records: a mixture of factor analysers (Ghahramani and Hinton, 1996). A relay has a
 * centre, a linear decoder W with q factors, and one noise variance per feature. Its covariance is W W' + diag(psi): d
 * (q + 2) numbers instead of d^2 / 2 for a full covariance. Values are in standard units. Immutable by convention:
 * nobody writes to its arrays.
 *
 * @param factors q, at least 1
 * @param logWeights K log prior probabilities
 * @param centres K arrays of d
 * @param loadings K arrays of d q: the q loadings of each feature, feature after feature
 * @param noise K arrays of d positive variances
 * @param logProbabilities K arrays of f arrays: log probability of each label of the categorical features
 */
public record LowRankRelays(
        int factors,
        float[] logWeights,
        float[][] centres,
        float[][] loadings,
        float[][] noise,
        float[][][] logProbabilities) {
    private static final int MAX_RELAYS = 1024;
    private static final int MAX_FACTORS = 256;

    public int relays() {
        return logWeights.length;
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(factors);
        out.writeInt(relays());
        for (int k = 0; k < relays(); k++) {
            out.writeFloat(logWeights[k]);
            Floats.write(out, centres[k]);
            Floats.write(out, loadings[k]);
            Floats.write(out, noise[k]);
            for (float[] feature : logProbabilities[k]) {
                Floats.write(out, feature);
            }
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param d number of continuous features
     * @param labels number of labels of each categorical feature
     * @param available number of bytes left, an upper bound for allocation
     */
    public static LowRankRelays read(DataInput in, int d, int[] labels, long available) throws IOException {
        int factors = in.readInt();
        int relays = in.readInt();
        if (factors < 1 || factors > Math.min(MAX_FACTORS, Math.max(1, d)) || relays < 1 || relays > MAX_RELAYS) {
            throw new IOException("a mixture cannot have " + relays + " relays of " + factors + " factors");
        }
        if (4L * relays * d * (factors + 2L) > available) {
            throw new IOException(
                    relays + " relays of " + factors + " factors, but only " + available + " bytes are left");
        }
        float[] logWeights = new float[relays];
        float[][] centres = new float[relays][];
        float[][] loadings = new float[relays][];
        float[][] noise = new float[relays][];
        float[][][] logProbabilities = new float[relays][][];
        for (int k = 0; k < relays; k++) {
            logWeights[k] = Floats.read(in, 1)[0];
            centres[k] = Floats.read(in, d);
            loadings[k] = Floats.read(in, (long) d * factors);
            noise[k] = Floats.read(in, d);
            for (float variance : noise[k]) {
                if (!(variance > 0)) {
                    throw new IOException("a noise variance of relay " + k + " is not positive");
                }
            }
            logProbabilities[k] = new float[labels.length][];
            for (int f = 0; f < labels.length; f++) {
                logProbabilities[k][f] = Floats.read(in, labels[f]);
            }
        }
        return new LowRankRelays(factors, logWeights, centres, loadings, noise, logProbabilities);
    }
}
