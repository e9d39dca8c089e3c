package io.lacuna.benchmarks.papers.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.data.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Gradients against finite differences. */
class TapeTest {
    private static final double STEP = 1e-5;
    private final SplittableRandom random = Seeds.random(1, "tape test");

    private void agrees(Supplier<Tape> loss, Iterable<Parameter> parameters) {
        parameters.forEach(parameter -> Arrays.fill(parameter.slope, 0));
        loss.get().backward();
        for (Parameter parameter : parameters) {
            for (int i = 0; i < parameter.value.length; i++) {
                double at = parameter.value[i];
                parameter.value[i] = at + STEP;
                double above = loss.get().loss();
                parameter.value[i] = at - STEP;
                double below = loss.get().loss();
                parameter.value[i] = at;
                assertThat(parameter.slope[i]).isCloseTo((above - below) / (2 * STEP), within(1e-5));
            }
        }
    }

    private double[][] rows(int count, int columns) {
        double[][] rows = new double[count][columns];
        for (double[] row : rows) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        return rows;
    }

    @Test
    void gradientOfVaeacIsThatOfFiniteDifferences() {
        Vaeac vaeac = Vaeac.fit(rows(4, 3), mask -> new boolean[3], new Shape(3, 2, 4, 0, 4), 1);
        vaeac.parameters().forEach(parameter -> Arrays.setAll(parameter.value, i -> 0.5 * random.nextGaussian()));
        double[][] rows = rows(2, 3);
        double[][] holed = {{Double.NaN, rows[0][1], Double.NaN}, {rows[1][0], Double.NaN, rows[1][2]}};
        double[] noise = Batches.noise(4, random);
        agrees(() -> vaeac.loss(rows, holed, 0.7, noise), vaeac.parameters());
    }

    @Test
    void gradientOfProductsDrawsAndRatiosIsThatOfFiniteDifferences() {
        Parameter one = Parameter.random(1, 4, 0.5, random);
        Parameter two = Parameter.random(1, 4, 0.5, random);
        double[] noise = Batches.noise(6, random);
        double[] other = Batches.noise(6, random);
        agrees(
                () -> {
                    Tape tape = new Tape();
                    Normal p = Normal.of(tape, tape.repeat(one, 3));
                    Normal q = tape.product(p, Normal.of(tape, tape.repeat(two, 3)));
                    Tape.Node z = tape.draw(q, noise);
                    tape.add(0.3, tape.divergence(q, p));
                    tape.add(new double[] {1, -0.5, 2}, tape.logRatio(0.8, q, z, other));
                    tape.add(1, tape.bitsLogProbability(tape.tanh(z), new double[][] {{1, 0}, {0, 0}, {1, 1}}));
                    return tape;
                },
                java.util.List.of(one, two));
    }

    @Test
    void gradientOfAPixelCnnIsThatOfFiniteDifferences() {
        PixelCnn decoder = new PixelCnn(3, 2, 2, 1, random);
        double[][] bits = {{1, 0, 1, 1, 0, 0, 1, 0, 1}, {0, 0, 1, 0, 1, 1, 1, 0, 0}};
        Parameter code = Parameter.random(1, 2, 1, random);
        agrees(
                () -> {
                    Tape tape = new Tape();
                    tape.add(1, decoder.logProbability(tape, bits, tape.repeat(code, 2)));
                    return tape;
                },
                java.util.stream.Stream.concat(decoder.parameters().stream(), java.util.stream.Stream.of(code))
                        .toList());
    }

    @Test
    void theProductOfTwoNormalsIsTheOneOfTheirDensities() {
        Tape tape = new Tape();
        Normal one = new Normal(tape.constant(new double[][] {{1}}), tape.constant(new double[][] {{0}}));
        Normal two = new Normal(tape.constant(new double[][] {{4}}), tape.constant(new double[][] {{Math.log(0.5)}}));
        Normal product = tape.product(one, two);
        assertThat(product.mean().value[0]).isCloseTo((1 + 4 * 4) / 5.0, within(1e-12));
        assertThat(product.sd()[0]).isCloseTo(Math.sqrt(1 / 5.0), within(1e-12));
    }
}
