package io.lacuna.benchmarks.papers.images;

import io.lacuna.internal.data.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A VAE of two levels (qavi 2.5; the top-down posterior of Soenderby et al. 2016, as in the "very deep" VAE) and QAVI for it:
 *
 * <pre>
 * p(x, z1, z2) = N(z2; 0, I) p(z1|z2) p(x|z1, z2)
 * q(z1, z2|x)  = q(z2|x) q(z1|z2, x),      q(z1|z2, x) proportional to p(z1|z2) N(z1; from the bottom-up encoder)
 * </pre>
 *
 * <p>The KL divergence is that of the top level and the mean of that of the lower one:
 * {@code KL(q(z2|x) || p(z2)) + E_q(z2|x) KL(q(z1|z2, x) || p(z1|z2))}. Training sees complete rows. QAVI replaces what the
 * bottom-up encoder says by parameters of the record (figure 3 of the supplement), at both levels or at the top level alone;
 * then z1 is drawn from p(z1|z2).
 */
public final class LadderVae {
    /** qavi 2.4: Adam at this rate, halved every tenth of the steps. */
    private static final double LOCAL_RATE = 1;

    private static final int LOCAL_STEPS = 300;
    private static final int HALVINGS = 10;

    private final Shape shape;
    private final int top;
    private final Perceptron lower;
    private final Dense lowerPosterior;
    private final Perceptron topPosterior;
    private final Perceptron down;
    private final Perceptron decoder;
    private final Parameter logVariance;
    private final List<Parameter> parameters;

    /** Which levels have parameters of the record. */
    public enum Levels {
        /** None: the encoder, with missing cells as zeros. */
        ENCODER,
        TOP,
        BOTH
    }

    /** What is said of a record besides the prior: two normals that the top-down path combines. */
    private record Evidence(Normal lower, Normal top) {}

    /** The means of x and the KL divergence of each row. */
    private record Pass(Tape.Node means, Tape.Node divergence) {}

    /**
     * @param shape its latent size is that of the lower level
     * @param top size of the top level
     */
    LadderVae(Shape shape, int top, int[] hidden, SplittableRandom random) {
        this.shape = shape;
        this.top = top;
        int d = shape.cells();
        int k = shape.latent();
        int wide = shape.hidden();
        lower = Perceptron.random(random, d, wide);
        lowerPosterior = Dense.random(wide, 2 * k, random);
        topPosterior = Perceptron.random(random, sizes(wide, hidden, 2 * top));
        down = Perceptron.random(random, sizes(top, hidden, 2 * k));
        decoder = Perceptron.random(random, sizes(k + top, hidden, d));
        logVariance = new Parameter(1, d);
        parameters = Stream.of(
                        lower.parameters(),
                        lowerPosterior.parameters(),
                        topPosterior.parameters(),
                        down.parameters(),
                        decoder.parameters(),
                        List.of(logVariance))
                .flatMap(List::stream)
                .toList();
    }

    private static int[] sizes(int in, int[] hidden, int out) {
        int[] sizes = new int[hidden.length + 2];
        sizes[0] = in;
        System.arraycopy(hidden, 0, sizes, 1, hidden.length);
        sizes[sizes.length - 1] = out;
        return sizes;
    }

    /** Trains on complete rows in standard units; the top level is half as long as the lower one. */
    public static LadderVae fit(double[][] rows, Shape shape, long seed) {
        SplittableRandom random = Seeds.random(seed, "ladder");
        LadderVae made = new LadderVae(shape, shape.latent() / 2, new int[] {shape.hidden()}, random);
        double[][] all = Batches.copies(Batches.observed(rows[0]), shape.batch());
        for (int epoch = 0; epoch < shape.epochs(); epoch++) {
            for (double[][] batch : Batches.of(rows, shape.batch(), random)) {
                Tape tape = new Tape();
                made.loss(tape, made.encoded(tape, batch), batch, all, shape.klWeight(epoch), random);
                tape.backward();
                for (Parameter parameter : made.parameters) {
                    parameter.step(shape.rate(epoch));
                }
            }
        }
        return made;
    }

    private Evidence encoded(Tape tape, double[][] rows) {
        Tape.Node hidden = tape.relu(lower.of(tape, tape.constant(rows)));
        return new Evidence(
                Normal.of(tape, lowerPosterior.of(tape, hidden)), Normal.of(tape, topPosterior.of(tape, hidden)));
    }

    /** Adds the negative bound to the tape, as a mean over the rows. */
    private void loss(
            Tape tape,
            Evidence evidence,
            double[][] rows,
            double[][] weights,
            double klWeight,
            SplittableRandom random) {
        Pass pass = pass(tape, evidence, true, rows.length, random);
        tape.add(-1.0 / rows.length, tape.normalLogDensity(pass.means, logVariance, rows, weights));
        tape.add(klWeight / rows.length, pass.divergence);
    }

    /** @param both whether the lower level has evidence of its own; otherwise z1 is drawn from p(z1|z2) */
    private Pass pass(Tape tape, Evidence evidence, boolean both, int rows, SplittableRandom random) {
        Tape.Node z2 = tape.draw(evidence.top, Batches.noise(rows * top, random));
        Normal prior = Normal.of(tape, down.of(tape, z2));
        Normal posterior = both ? tape.product(prior, evidence.lower) : prior;
        Tape.Node z1 = tape.draw(posterior, Batches.noise(rows * shape.latent(), random));
        Tape.Node ofTop = tape.divergence(evidence.top, tape.standard(rows, top));
        Tape.Node divergence = both ? tape.sum(ofTop, tape.divergence(posterior, prior)) : ofTop;
        return new Pass(decoder.of(tape, tape.beside(z1, z2)), divergence);
    }

    /** Parameters of one record for a normal: mean and log standard deviation. */
    private record Local(Parameter mean, Parameter logSd) {
        static Local at(Normal encoded) {
            Local made = new Local(new Parameter(1, encoded.mean().columns), new Parameter(1, encoded.mean().columns));
            System.arraycopy(encoded.mean().value, 0, made.mean.value, 0, made.mean.columns);
            return made;
        }

        Normal repeat(Tape tape, int rows) {
            return new Normal(tape.repeat(mean, rows), tape.repeat(logSd, rows));
        }

        void step(double rate) {
            mean.step(rate);
            logSd.step(rate);
        }
    }

    /**
     * Completes a record from draws of the posterior.
     *
     * @param row d cells in standard units, NaN = missing
     * @param samples draws per step of QAVI
     * @param beta weight of the KL divergence
     */
    public Completions complete(
            double[] row, Levels levels, int samples, double beta, int draws, SplittableRandom random) {
        Tape tape = new Tape();
        Evidence start = encoded(tape, new double[][] {Batches.filled(row)});
        Local one = Local.at(start.lower);
        Local two = Local.at(start.top);
        if (levels == Levels.ENCODER) {
            System.arraycopy(start.lower.logSd().value, 0, one.logSd.value, 0, one.logSd.columns);
            System.arraycopy(start.top.logSd().value, 0, two.logSd.value, 0, two.logSd.columns);
        } else {
            optimize(row, one, two, levels == Levels.BOTH, LOCAL_STEPS, samples, beta, random);
        }
        Tape last = new Tape();
        Evidence found = new Evidence(one.repeat(last, draws), two.repeat(last, draws));
        return Vaeac.completions(pass(last, found, levels != Levels.TOP, draws, random).means, logVariance);
    }

    /** Returns the bound in the last quarter of the steps, in nats. */
    private double optimize(
            double[] row,
            Local one,
            Local two,
            boolean both,
            int steps,
            int samples,
            double beta,
            SplittableRandom random) {
        double[][] rows = Batches.copies(Batches.filled(row), samples);
        double[][] weights = Batches.copies(Batches.observed(row), samples);
        double bound = 0;
        for (int t = 0; t < steps; t++) {
            Tape tape = new Tape(false);
            Evidence evidence = new Evidence(one.repeat(tape, samples), two.repeat(tape, samples));
            Pass pass = pass(tape, evidence, both, samples, random);
            tape.add(-1.0 / samples, tape.normalLogDensity(pass.means, logVariance, rows, weights));
            tape.add(beta / samples, pass.divergence);
            tape.backward();
            double rate = LOCAL_RATE * Math.pow(0.5, HALVINGS * t / steps);
            one.step(both ? rate : 0);
            two.step(rate);
            bound -= t >= steps - steps / 4 ? tape.loss() / (steps / 4) : 0;
        }
        return bound;
    }

    /** The bound that QAVI ends at, in nats. */
    double bound(double[] row, Levels levels, int steps, int samples, SplittableRandom random) {
        Evidence start = encoded(new Tape(), new double[][] {Batches.filled(row)});
        return optimize(
                row, Local.at(start.lower), Local.at(start.top), levels == Levels.BOTH, steps, samples, 1, random);
    }

    /** Networks, for tests that set them. */
    List<Parameter> networks() {
        return List.of(
                down.layers().get(0).weights(),
                down.layers().get(0).bias(),
                decoder.layers().get(0).weights(),
                logVariance);
    }
}
