package io.lacuna.internal.decoder;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The generative model p(x|z): a network from the latent code z (k numbers, a priori standard normal) to the outputs
 * that the features' heads read. Immutable and safe for concurrent use.
 *
 * @param network k inputs; as many outputs as the heads read together
 * @param heads d heads, one per feature
 * @param noiseVariance d numbers in standard units squared, one per feature; 1 for features that are not continuous
 * @param objective what the decoder was fitted to maximize
 */
public record Decoder(Network network, OutputHead[] heads, float[] noiseVariance, Objective objective) {
    /**
     * Lower bound of a learned noise variance: a ten-thousandth of a feature's variance. A constant feature would
     * otherwise drive its noise to zero.
     */
    public static final double MIN_NOISE_VARIANCE = 1e-4;

    /**
     * Upper bound of the latent size k. Inference allocates arrays of k^2 numbers, and a model that asks for more is
     * damaged or hostile.
     */
    public static final int MAX_LATENT_SIZE = 1024;

    public Decoder {
        if (network.in() > MAX_LATENT_SIZE) {
            throw new IllegalArgumentException(
                    "a latent code of " + network.in() + " numbers; at most " + MAX_LATENT_SIZE);
        }
        if (network.out() != OutputHead.totalWidth(heads) || noiseVariance.length != heads.length) {
            throw new IllegalArgumentException("a network of " + network.out() + " outputs does not fit heads of width "
                    + OutputHead.totalWidth(heads));
        }
        for (float variance : noiseVariance) {
            if (!(variance > 0)) {
                throw new IllegalArgumentException("noise variance must be positive, not " + variance);
            }
        }
    }

    public int latentSize() {
        return network.in();
    }

    public void write(DataOutput out) throws IOException {
        network.write(out);
        Layer.writeFloats(out, noiseVariance);
        out.writeBoolean(objective.squaredError());
        out.writeDouble(objective.klWeight());
    }

    /** Reads what {@link #write} wrote for a decoder with these heads. */
    public static Decoder read(DataInput in, OutputHead[] heads) throws IOException {
        Network network = Network.read(in);
        if (network.in() > MAX_LATENT_SIZE) {
            throw new IOException("a latent code of " + network.in() + " numbers; at most " + MAX_LATENT_SIZE);
        }
        float[] noise = Layer.readFloats(in, heads.length);
        try {
            return new Decoder(network, heads, noise, new Objective(in.readBoolean(), in.readDouble()));
        } catch (IllegalArgumentException malformed) {
            throw new IOException(malformed.getMessage());
        }
    }
}
