package io.lacuna.benchmarks.papers.images;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A layer: each row x to {@code x W + b}.
 *
 * @param weights in x out
 * @param bias 1 x out
 */
record Dense(Parameter weights, Parameter bias) {
    static Dense random(int in, int out, SplittableRandom random) {
        return new Dense(Parameter.random(in, out, Math.sqrt(1.0 / in), random), new Parameter(1, out));
    }

    Tape.Node of(Tape tape, Tape.Node x) {
        return tape.affine(x, weights, bias);
    }

    List<Parameter> parameters() {
        return List.of(weights, bias);
    }
}
