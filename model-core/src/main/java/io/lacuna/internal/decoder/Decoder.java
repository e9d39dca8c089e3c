package io.lacuna.internal.decoder;

import io.lacuna.data.Features;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The generative model p(x|z): a network from the latent code (k standard normal numbers) to the outputs that the
 * features' heads read. Immutable and safe to share.
 *
 * @param network k numbers in, the heads' total width out
 * @param heads d heads
 * @param noiseVariance d numbers in standardized units, one a feature; 1 where the feature is not continuous
 * @param objective what it was fitted to
 */
public record Decoder(Network network, OutputHead[] heads, float[] noiseVariance, Objective objective) {
    /** Noise below a ten-thousandth of a feature's variance is not learned: a constant column would want none at all. */
    public static final double MIN_NOISE_VARIANCE = 1e-4;

    /**
     * The longest latent code there may be, for inference takes room for the square of it; a model that claims more is
     * damaged or hostile.
     */
    public static final int MAX_LATENT_SIZE = 1024;

    public Decoder {
        if (network.in() > MAX_LATENT_SIZE) {
            throw new IllegalArgumentException("a latent code cannot be " + network.in() + " long");
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

    /** Reads what {@link #write} wrote for those features. */
    public static Decoder read(DataInput in, Features features) throws IOException {
        Network network = Network.read(in);
        if (network.in() > MAX_LATENT_SIZE) {
            throw new IOException("a latent code of " + network.in() + " numbers");
        }
        OutputHead[] heads = OutputHead.of(features);
        float[] noise = Layer.readFloats(in, heads.length);
        try {
            return new Decoder(network, heads, noise, new Objective(in.readBoolean(), in.readDouble()));
        } catch (IllegalArgumentException malformed) {
            throw new IOException(malformed.getMessage());
        }
    }
}
