package io.lacuna.benchmarks.papers.images;

import io.lacuna.internal.data.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A VAE with arbitrary conditioning (Ivanov, Figurnov, Vetrov 2019; qavi 2.2, baseline 6). Complete rows are trained with a
 * random mask b each; with x_O the observed and x_M the missing cells,
 *
 * <pre>
 * E_q(z|x,b)[log p(x_M|z, x_O, b)] - KL(q(z|x, b) || p(z|x_O, b))          (Ivanov et al., their bound in section 4)
 * </pre>
 *
 * <p>where q, the conditional prior p(z|x_O, b) and the decoder are networks, and the decoder reads x_O and b beside z, as by
 * the skip connections of the paper. The logarithms of standard deviations are bounded softly, instead of the paper's weak
 * prior on means and standard deviations of p(z|x_O, b). A record is completed from draws of p(z|x_O, b), in one pass.
 */
public final class Vaeac {
    private final Shape shape;
    private final Perceptron proposal;
    private final Perceptron prior;
    private final Perceptron decoder;
    private final Parameter logVariance;
    private final List<Parameter> parameters;

    /** Draws which cells of a complete row are missing. */
    @FunctionalInterface
    public interface Mask {
        boolean[] draw(SplittableRandom random);
    }

    Vaeac(Shape shape, Perceptron proposal, Perceptron prior, Perceptron decoder) {
        this.shape = shape;
        this.proposal = proposal;
        this.prior = prior;
        this.decoder = decoder;
        logVariance = new Parameter(1, shape.cells());
        parameters = Stream.of(proposal.parameters(), prior.parameters(), decoder.parameters(), List.of(logVariance))
                .flatMap(List::stream)
                .toList();
    }

    /** Trains on complete rows in standard units. */
    public static Vaeac fit(double[][] rows, Mask mask, Shape shape, long seed) {
        SplittableRandom random = Seeds.random(seed, "vaeac");
        int d = shape.cells();
        int k = shape.latent();
        int h = shape.hidden();
        Vaeac made = new Vaeac(
                shape,
                Perceptron.random(random, 2 * d, h, h, 2 * k),
                Perceptron.random(random, 2 * d, h, h, 2 * k),
                Perceptron.random(random, k + 2 * d, h, h, d));
        made.train(rows, mask, random);
        return made;
    }

    void train(double[][] rows, Mask mask, SplittableRandom random) {
        for (int epoch = 0; epoch < shape.epochs(); epoch++) {
            int now = epoch;
            for (double[][] batch : Batches.of(rows, shape.batch(), random)) {
                double[][] holed = holed(batch, mask, random);
                loss(batch, holed, shape.klWeight(epoch), Batches.noise(batch.length * shape.latent(), random))
                        .backward();
                parameters.forEach(parameter -> parameter.step(shape.rate(now)));
            }
        }
    }

    private static double[][] holed(double[][] rows, Mask mask, SplittableRandom random) {
        double[][] holed = new double[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            boolean[] missing = mask.draw(random);
            holed[r] = rows[r].clone();
            for (int j = 0; j < missing.length; j++) {
                holed[r][j] = missing[j] ? Double.NaN : holed[r][j];
            }
        }
        return holed;
    }

    /** The bound, negative, as a mean over the batch. */
    Tape loss(double[][] rows, double[][] holed, double klWeight, double[] noise) {
        Tape tape = new Tape();
        double[][] observed = Stream.of(holed).map(Batches::observed).toArray(double[][]::new);
        Tape.Node masks = tape.constant(observed);
        Tape.Node rest =
                tape.beside(tape.constant(Stream.of(holed).map(Batches::filled).toArray(double[][]::new)), masks);
        Normal q = Normal.of(tape, proposal.of(tape, tape.beside(tape.constant(rows), masks)));
        Normal p = Normal.of(tape, prior.of(tape, rest));
        Tape.Node mean = decoder.of(tape, tape.beside(tape.draw(q, noise), rest));
        double[][] missing = Stream.of(observed)
                .map(row -> Arrays.stream(row).map(weight -> 1 - weight).toArray())
                .toArray(double[][]::new);
        tape.add(-1.0 / rows.length, tape.normalLogDensity(mean, logVariance, rows, missing));
        tape.add(klWeight / rows.length, tape.divergence(q, p));
        return tape;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Completes a record from draws of the conditional prior.
     *
     * @param row d cells in standard units, NaN = missing
     */
    public Completions complete(double[] row, int draws, SplittableRandom random) {
        Tape tape = new Tape();
        Tape.Node rest = tape.beside(
                tape.constant(Batches.copies(Batches.filled(row), draws)),
                tape.constant(Batches.copies(Batches.observed(row), draws)));
        Normal p = Normal.of(tape, prior.of(tape, rest));
        Tape.Node z = tape.draw(p, Batches.noise(draws * shape.latent(), random));
        return completions(decoder.of(tape, tape.beside(z, rest)), logVariance);
    }

    static Completions completions(Tape.Node means, Parameter logVariance) {
        List<double[]> rows = new ArrayList<>();
        for (int s = 0; s < means.rows; s++) {
            rows.add(Arrays.copyOfRange(means.value, s * means.columns, (s + 1) * means.columns));
        }
        return new Completions(
                rows.toArray(double[][]::new),
                Arrays.stream(logVariance.value).map(Math::exp).toArray());
    }
}
