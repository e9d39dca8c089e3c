package io.lacuna.internal.decoder;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Random decoders for tests. */
public final class Decoders {
    private Decoders() {}

    public static Network network(boolean path, long seed, int... sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < sizes.length; l++) {
            layers.add(layer(random, sizes[l - 1], sizes[l]));
        }
        Layer linear = layer(random, sizes[0], sizes[sizes.length - 1]);
        return new Network(layers, path ? new Layer(linear.weights(), new float[linear.out()]) : null);
    }

    private static Layer layer(SplittableRandom random, int in, int out) {
        float[][] weights = new float[in][out];
        for (float[] row : weights) {
            for (int j = 0; j < out; j++) {
                row[j] = (float) (random.nextGaussian() / Math.sqrt(in));
            }
        }
        float[] bias = new float[out];
        for (int j = 0; j < out; j++) {
            bias[j] = (float) (0.3 * random.nextGaussian());
        }
        return new Layer(weights, bias);
    }

    /** A decoder with continuous features only, noise variance 0.3. */
    public static Decoder continuous(Network network, Objective objective) {
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < network.out(); j++) {
            features.add(Feature.continuous("f" + j));
        }
        float[] noise = new float[network.out()];
        Arrays.fill(noise, 0.3f);
        return new Decoder(network, OutputHead.of(new Features(features)), noise, objective);
    }

    /**
     * A decoder of two continuous features, one binary feature and one categorical feature with three labels: six
     * outputs.
     */
    public static Decoder mixed(Network network) {
        OutputHead[] heads = OutputHead.of(new Features(List.of(
                Feature.continuous("a"),
                Feature.continuous("b"),
                Feature.binary("c"),
                Feature.categorical("d", List.of("x", "y", "z")))));
        return new Decoder(network, heads, new float[] {0.2f, 0.5f, 1, 1}, Objective.EVIDENCE);
    }
}
