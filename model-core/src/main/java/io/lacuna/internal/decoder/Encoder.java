package io.lacuna.internal.decoder;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A network from a record's observed cells to a normal distribution over its latent code: the amortized posterior of a
 * VAE, or the start of the search in pe-svi (section 3.2). Immutable and safe for concurrent use.
 *
 * @param network input: the cells in the layout of the decoder's heads (standardized number; 0 or 1; one-hot), zero
 *     where missing; with {@code maskInput} followed by d numbers, 1 = observed. Output: k means, then k log standard
 *     deviations
 * @param maskInput whether the mask is part of the input
 */
public record Encoder(Network network, boolean maskInput) {

    public int latentSize() {
        return network.out() / 2;
    }

    /** The width of the input for these heads. */
    public static int inputWidth(OutputHead[] heads, boolean maskInput) {
        return OutputHead.totalWidth(heads) + (maskInput ? heads.length : 0);
    }

    /**
     * Writes a record in the layout of the encoder's input.
     *
     * @param standardized d cells in standard units, NaN = missing
     * @param input {@link #inputWidth} numbers, overwritten
     */
    public static void layOut(OutputHead[] heads, boolean maskInput, float[] standardized, float[] input) {
        Arrays.fill(input, 0);
        int width = OutputHead.totalWidth(heads);
        for (int j = 0; j < heads.length; j++) {
            if (!Float.isNaN(standardized[j])) {
                if (heads[j] instanceof OutputHead.Categorical categorical) {
                    input[categorical.offset() + (int) standardized[j]] = 1;
                } else {
                    input[heads[j].offset()] = standardized[j];
                }
                if (maskInput) {
                    input[width + j] = 1;
                }
            }
        }
    }

    public void write(DataOutput out) throws IOException {
        network.write(out);
        out.writeBoolean(maskInput);
    }

    /** Reads what {@link #write} wrote. */
    public static Encoder read(DataInput in) throws IOException {
        return new Encoder(Network.read(in), in.readBoolean());
    }
}
