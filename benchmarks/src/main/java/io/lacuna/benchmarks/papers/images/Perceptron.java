package io.lacuna.benchmarks.papers.images;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Dense layers with a ReLU between two of them; without hidden widths one linear map. */
record Perceptron(List<Dense> layers) {
    static Perceptron random(SplittableRandom random, int... sizes) {
        List<Dense> layers = new ArrayList<>();
        for (int l = 1; l < sizes.length; l++) {
            layers.add(Dense.random(sizes[l - 1], sizes[l], random));
        }
        return new Perceptron(List.copyOf(layers));
    }

    Tape.Node of(Tape tape, Tape.Node x) {
        Tape.Node at = layers.get(0).of(tape, x);
        for (Dense layer : layers.subList(1, layers.size())) {
            at = layer.of(tape, tape.relu(at));
        }
        return at;
    }

    List<Parameter> parameters() {
        return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    }
}
