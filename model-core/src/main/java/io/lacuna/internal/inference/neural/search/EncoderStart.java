package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.objective.NetworkWorkspace;
import java.util.Arrays;

/** Evaluates an encoder for one record. Mutable; one thread owns it. */
public final class EncoderStart {
    private final Encoder encoder;
    private final OutputHead[] heads;
    private final NetworkWorkspace network;
    private final float[] input;

    public EncoderStart(Encoder encoder, OutputHead[] heads) {
        this.encoder = encoder;
        this.heads = heads;
        network = new NetworkWorkspace(encoder.network());
        input = new float[encoder.network().in()];
    }

    /**
     * The encoder's output: k means, then k log standard deviations; valid until the next call.
     *
     * @param standardized d cells in standard units, NaN = missing
     */
    public float[] encode(float[] standardized) {
        Encoder.layOut(heads, encoder.maskInput(), standardized, input);
        return network.forward(input);
    }

    /**
     * The same for an encoder that takes missing cells as observed zeros: its mask, if it has one, is 1 everywhere.
     *
     * @param standardized d cells in standard units, NaN = missing
     */
    public float[] encodeAsComplete(float[] standardized) {
        Encoder.layOut(heads, encoder.maskInput(), standardized, input);
        Arrays.fill(input, Encoder.inputWidth(heads, false), input.length, 1);
        return network.forward(input);
    }
}
