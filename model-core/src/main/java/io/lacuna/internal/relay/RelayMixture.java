package io.lacuna.internal.relay;

import io.lacuna.internal.numerics.Floats;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One fitted mixture of relays over d continuous and f categorical features, in one marginal space. A relay is a
 * component: a centre, a full covariance (its linear decoder and noise, multiplied out), and the label probabilities of
 * each categorical feature, independent within the relay. Immutable by convention: nobody writes to its arrays.
 *
 * <p>Numbers are floats as in the artifact, so that a model has the same bits before and after a reload.
 *
 * @param space the marginal space of the centres: 0 standard units, 1 rank-normal scores
 * @param logWeights K log prior probabilities
 * @param centres K arrays of d
 * @param covariances K arrays of d (d + 1) / 2: the lower triangle, row after row
 * @param logProbabilities K arrays of f arrays: log probability of each label; features with {@link Atoms} come after
 *     the categorical ones, with their parts as labels
 */
public record RelayMixture(
        int space, float[] logWeights, float[][] centres, float[][] covariances, float[][][] logProbabilities) {

    /** K, the number of relays. */
    public int relays() {
        return logWeights.length;
    }

    /** The index of row i, column j (j at most i) in a packed lower triangle. */
    public static int packed(int i, int j) {
        return i * (i + 1) / 2 + j;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(space);
        out.writeInt(relays());
        for (int k = 0; k < relays(); k++) {
            out.writeFloat(logWeights[k]);
            Floats.write(out, centres[k]);
            Floats.write(out, covariances[k]);
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
     * @param maxRelays upper bound for the number of relays
     */
    public static RelayMixture read(DataInput in, int d, int[] labels, int maxRelays) throws IOException {
        int space = in.readUnsignedByte();
        int relays = in.readInt();
        if (space > 1 || relays < 1 || relays > maxRelays) {
            throw new IOException("a mixture cannot have " + relays + " relays in space " + space);
        }
        float[] logWeights = new float[relays];
        float[][] centres = new float[relays][];
        float[][] covariances = new float[relays][];
        float[][][] logProbabilities = new float[relays][][];
        for (int k = 0; k < relays; k++) {
            logWeights[k] = Floats.read(in, 1)[0];
            centres[k] = Floats.read(in, d);
            covariances[k] = Floats.read(in, d * (d + 1L) / 2);
            for (int i = 0; i < d; i++) {
                if (!(covariances[k][packed(i, i)] > 0)) {
                    throw new IOException("variance " + i + " of relay " + k + " is not positive");
                }
            }
            logProbabilities[k] = new float[labels.length][];
            for (int f = 0; f < labels.length; f++) {
                logProbabilities[k][f] = Floats.read(in, labels[f]);
            }
        }
        return new RelayMixture(space, logWeights, centres, covariances, logProbabilities);
    }
}
