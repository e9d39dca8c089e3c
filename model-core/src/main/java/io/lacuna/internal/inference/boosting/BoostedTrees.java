package io.lacuna.internal.inference.boosting;

import io.lacuna.data.Features;
import io.lacuna.internal.data.Marginals;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Gradient-boosted regression trees for each feature, from the other features. Prediction of a feature: its mean (or the
 * share of a category) plus the trees of a bag, averaged over the bags. Immutable by convention: nobody writes to its
 * arrays.
 *
 * @param marginals mean and standard deviation, or shares, of each feature
 * @param bags number of bags: fits to different bootstrap samples of the rows
 * @param forests by feature and output, see {@link TreeInputs#outputs}; a feature without forests is predicted by its
 *     marginal
 * @param spread by continuous feature with forests, and by number of other observed features: the standard deviation of
 *     the residuals, in standard units; empty for the others
 */
public record BoostedTrees(Marginals marginals, int bags, Forest[][] forests, float[][] spread) {
    private static final int FORMAT_VERSION = 1;
    private static final int MOST_BAGS = 1 << 10;

    /** Writes the trees; {@link #read} gives equal ones. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(FORMAT_VERSION);
        marginals.write(out);
        out.writeInt(bags);
        for (int j = 0; j < forests.length; j++) {
            out.writeBoolean(forests[j].length > 0);
            for (Forest forest : forests[j]) {
                forest.write(out);
            }
            for (float sd : spread[j]) {
                out.writeFloat(sd);
            }
        }
    }

    /** Reads what {@link #write} wrote for these features. */
    public static BoostedTrees read(DataInput in, Features features) throws IOException {
        int version = in.readInt();
        if (version != FORMAT_VERSION) {
            throw new IOException("boosted trees of format version " + version + "; it needs a newer Lacuna");
        }
        Marginals marginals = Marginals.read(in, features);
        TreeInputs inputs = new TreeInputs(features, marginals.standardizer());
        int bags = in.readInt();
        if (bags < 1 || bags > MOST_BAGS) {
            throw new IOException("boosted trees of " + bags + " bags");
        }
        int d = features.size();
        Forest[][] forests = new Forest[d][];
        float[][] spread = new float[d][];
        for (int j = 0; j < d; j++) {
            boolean predicted = in.readBoolean();
            forests[j] = new Forest[predicted ? inputs.outputs(j) : 0];
            for (int output = 0; output < forests[j].length; output++) {
                forests[j][output] = Forest.read(in, bags, inputs.size(), available(in));
            }
            spread[j] = new float[predicted && features.get(j).isContinuous() ? d : 0];
            for (int observed = 0; observed < spread[j].length; observed++) {
                spread[j][observed] = in.readFloat();
                if (!(spread[j][observed] > 0) || Float.isInfinite(spread[j][observed])) {
                    throw new IOException("spread of feature " + j + " is not finite and positive");
                }
            }
        }
        return new BoostedTrees(marginals, bags, forests, spread);
    }

    private static long available(DataInput in) throws IOException {
        return in instanceof DataInputStream stream ? stream.available() : Integer.MAX_VALUE;
    }
}
