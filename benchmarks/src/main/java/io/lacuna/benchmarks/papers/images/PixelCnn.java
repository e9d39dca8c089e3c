package io.lacuna.benchmarks.papers.images;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A decoder that predicts each bit of an image from the code and from the bits above and to the left (PixelCNN, van den Oord
 * et al. 2016; the decoder of buffered-svi 6.1):
 *
 * <pre>
 * p(x|z) = product over pixels i, in the order of reading, of p(x_i | x_1 .. x_i-1, z)
 * </pre>
 *
 * <p>The first convolution reads only earlier pixels (mask A), the others the pixel's own features as well (mask B). The code
 * enters the first layer at each pixel. A missing pixel does not drop out of this product: later pixels read it. So
 * such a decoder cannot serve records with gaps.
 */
final class PixelCnn {
    /** The taps of a 3 x 3 kernel that lie before the pixel in the order of reading. */
    private static final int[][] BEFORE = {{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}};

    private static final int[][] UP_TO = {{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 0}};
    private static final int[][] ITSELF = {{0, 0}};

    private final int side;
    private final Dense code;
    private final List<Parameter> kernels = new ArrayList<>();
    private final List<Parameter> biases = new ArrayList<>();

    /**
     * @param layers convolutions with mask B between the first and the last
     * @param channels of each of them
     */
    PixelCnn(int side, int latent, int channels, int layers, SplittableRandom random) {
        this.side = side;
        code = Dense.random(latent, channels * side * side, random);
        convolution(BEFORE, 1, channels, random);
        for (int l = 0; l < layers; l++) {
            convolution(UP_TO, channels, channels, random);
        }
        convolution(ITSELF, channels, 1, random);
    }

    private void convolution(int[][] taps, int in, int out, SplittableRandom random) {
        kernels.add(Parameter.random(taps.length * in, out, Math.sqrt(1.0 / (taps.length * in)), random));
        biases.add(new Parameter(1, out));
    }

    /** {@code log p(x|z)} of each row. */
    Tape.Node logProbability(Tape tape, double[][] bits, Tape.Node z) {
        Tape.Node x = tape.constant(bits);
        Tape.Node at = tape.sum(tape.convolution(x, kernels.get(0), biases.get(0), side, BEFORE), code.of(tape, z));
        int last = kernels.size() - 1;
        for (int l = 1; l < last; l++) {
            at = tape.convolution(tape.relu(at), kernels.get(l), biases.get(l), side, UP_TO);
        }
        Tape.Node logits = tape.convolution(tape.relu(at), kernels.get(last), biases.get(last), side, ITSELF);
        return tape.bitsLogProbability(logits, bits);
    }

    List<Parameter> parameters() {
        return Stream.of(kernels, biases, code.parameters())
                .flatMap(List::stream)
                .toList();
    }
}
