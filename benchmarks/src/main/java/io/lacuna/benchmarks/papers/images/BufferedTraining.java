package io.lacuna.benchmarks.papers.images;

import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.neural.bound.BufferWeights;
import io.lacuna.internal.inference.neural.bound.LocalSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A VAE of images with a {@link PixelCnn} as decoder, trained as in buffered-svi, algorithm 1: the encoder gives lambda_0;
 * SVI refines it in k steps; phi is trained by the ELBO at lambda_0, theta by
 *
 * <pre>
 * SVI        ln w_k                                                 line 14
 * BSVI-SIR   ln p(x, z_i) of one i, drawn in proportion to w_i      equations 16 to 19
 * IWAE       ln of the mean of k + 1 weights at lambda_0, which also trains phi
 * </pre>
 *
 * <p>No gradient goes through the steps. With k = 0, SVI is the VAE.
 */
final class BufferedTraining {
    private final int k;
    private final LocalSteps.Rule rule;
    private final Perceptron encoder;
    private final PixelCnn decoder;
    private final List<Parameter> encoderParameters;
    private final List<Parameter> decoderParameters;

    enum Kind {
        SVI,
        IWAE,
        BSVI_SIR
    }

    /**
     * Bounds of an image in nats.
     *
     * @param elbo ELBO after the steps, ELBO* in the paper's tables
     * @param divergence KL(q || p(z)) after the steps, KL*
     * @param buffered BSVI with the draws of all steps
     */
    record Bounds(double elbo, double divergence, double buffered) {}

    /** What a pass over a batch at given posteriors says: draws, log weights, and the slopes of the ELBO. */
    private record Pass(double[][] z, double[] logWeight, double[] elbo, double[] divergence, float[][] slope) {}

    /** @param rule of SVI's steps */
    BufferedTraining(int side, int latent, int hidden, int channels, int layers, LocalSteps.Rule rule, long seed) {
        SplittableRandom random = Seeds.random(seed, "pixel cnn");
        k = latent;
        this.rule = rule;
        encoder = Perceptron.random(random, side * side, hidden, 2 * latent);
        decoder = new PixelCnn(side, latent, channels, layers, random);
        encoderParameters = encoder.parameters();
        decoderParameters = decoder.parameters();
    }

    /**
     * Trains on images of bits.
     *
     * @param steps k of SVI-k, BSVI-k-SIR and IWAE-(k + 1)
     */
    void train(double[][] images, Kind kind, int steps, Shape shape, long seed) {
        SplittableRandom random = Seeds.random(seed, "buffered training");
        for (int epoch = 0; epoch < shape.epochs(); epoch++) {
            for (double[][] batch : Batches.of(images, shape.batch(), random)) {
                batch(batch, kind, steps, Math.max(0.1, shape.klWeight(epoch)), random);
                double rate = shape.rate(epoch);
                encoderParameters.forEach(parameter -> parameter.step(rate));
                decoderParameters.forEach(parameter -> parameter.step(rate));
            }
        }
    }

    private void batch(double[][] images, Kind kind, int steps, double klWeight, SplittableRandom random) {
        if (kind == Kind.IWAE) {
            independent(images, steps + 1, klWeight, random);
            return;
        }
        float[][] lambda = encode(images);
        double[][] chosen = along(images, lambda, steps, klWeight, kind == Kind.BSVI_SIR, random);
        Tape theta = new Tape();
        theta.add(-1.0 / images.length, decoder.logProbability(theta, images, theta.constant(chosen)));
        theta.backward();
        byElbo(images, klWeight, random);
    }

    /** Phi by the ELBO at lambda_0; theta stays as it is. */
    private void byElbo(double[][] images, double klWeight, SplittableRandom random) {
        double[][] kept = decoderParameters.stream()
                .map(parameter -> parameter.slope.clone())
                .toArray(double[][]::new);
        Tape tape = new Tape();
        Normal q = Normal.of(tape, encoder.of(tape, tape.constant(images)));
        Tape.Node z = tape.draw(q, Batches.noise(images.length * k, random));
        tape.add(-1.0 / images.length, decoder.logProbability(tape, images, z));
        tape.add(klWeight / images.length, tape.divergence(q, tape.standard(images.length, k)));
        tape.backward();
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(kept[i], 0, decoderParameters.get(i).slope, 0, kept[i].length);
        }
    }

    /** The means and log standard deviations that the encoder gives, a row for each image. */
    private float[][] encode(double[][] images) {
        Tape tape = new Tape(false);
        Normal q = Normal.of(tape, encoder.of(tape, tape.constant(images)));
        float[][] lambda = new float[images.length][2 * k];
        for (int r = 0; r < lambda.length; r++) {
            for (int a = 0; a < k; a++) {
                lambda[r][a] = (float) q.mean().value[r * k + a];
                lambda[r][k + a] = (float) q.logSd().value[r * k + a];
            }
        }
        return lambda;
    }

    /** Lines 5 to 11: moves lambda, and returns the codes of the last step, or of a resampled one. */
    private double[][] along(
            double[][] images,
            float[][] lambda,
            int steps,
            double klWeight,
            boolean resampled,
            SplittableRandom random) {
        LocalSteps[] local = local(lambda.length);
        double[][][] codes = new double[steps + 1][][];
        double[][] logWeights = new double[images.length][steps + 1];
        for (int i = 0; i <= steps; i++) {
            Pass pass = pass(images, lambda, klWeight, random);
            codes[i] = pass.z;
            for (int r = 0; r < images.length; r++) {
                logWeights[r][i] = pass.logWeight[r];
            }
            if (i < steps) {
                move(lambda, local, pass.slope);
            }
        }
        double[] share = new double[steps + 1];
        double[][] chosen = new double[images.length][];
        for (int r = 0; r < images.length; r++) {
            int i = steps;
            if (resampled) {
                BufferWeights.resample(logWeights[r], BufferWeights.uniform(steps + 1), share);
                i = 0;
                for (double left = random.nextDouble() - share[0]; left >= 0 && i < steps; ) {
                    left -= share[++i];
                }
            }
            chosen[r] = codes[i][r];
        }
        return chosen;
    }

    private LocalSteps[] local(int count) {
        LocalSteps[] local = new LocalSteps[count];
        Arrays.setAll(local, r -> new LocalSteps(2 * k, rule));
        return local;
    }

    /** A step of each record along the slope of its ELBO. */
    private static void move(float[][] lambda, LocalSteps[] local, float[][] slope) {
        for (int r = 0; r < lambda.length; r++) {
            local[r].step(lambda[r], slope[r]);
        }
    }

    private static double[][] doubles(float[][] rows) {
        double[][] wide = new double[rows.length][rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            for (int a = 0; a < rows[r].length; a++) {
                wide[r][a] = rows[r][a];
            }
        }
        return wide;
    }

    private Pass pass(double[][] images, float[][] lambda, double klWeight, SplittableRandom random) {
        int n = images.length;
        Tape tape = new Tape(false);
        Tape.Node both = tape.constant(doubles(lambda));
        Normal q = new Normal(tape.columns(both, 0, k), tape.columns(both, k, k));
        double[] noise = Batches.noise(n * k, random);
        Tape.Node z = tape.draw(q, noise);
        Tape.Node likelihood = decoder.logProbability(tape, images, z);
        Tape.Node ratio = tape.logRatio(klWeight, q, z, noise);
        Tape.Node divergence = tape.divergence(q, tape.standard(n, k));
        tape.add(1, likelihood);
        tape.add(-klWeight, divergence);
        tape.backward();
        double[][] codes = new double[n][];
        double[] logWeight = new double[n];
        double[] elbo = new double[n];
        float[][] slope = new float[n][2 * k];
        for (int r = 0; r < n; r++) {
            codes[r] = Arrays.copyOfRange(z.value, r * k, (r + 1) * k);
            for (int a = 0; a < 2 * k; a++) {
                slope[r][a] = (float) both.slope[r * 2 * k + a];
            }
            elbo[r] = likelihood.value[r] - divergence.value[r];
            logWeight[r] = likelihood.value[r] + ratio.value[r];
        }
        return new Pass(codes, logWeight, elbo, divergence.value.clone(), slope);
    }

    /** IWAE: the gradient of the logarithm of the mean weight, for encoder and decoder. */
    private void independent(double[][] images, int draws, double klWeight, SplittableRandom random) {
        int n = images.length;
        Tape tape = new Tape();
        Normal q = Normal.of(tape, encoder.of(tape, tape.constant(images)));
        List<Tape.Node> weights = new ArrayList<>();
        for (int i = 0; i < draws; i++) {
            double[] noise = Batches.noise(n * k, random);
            Tape.Node z = tape.draw(q, noise);
            weights.add(tape.sum(decoder.logProbability(tape, images, z), tape.logRatio(klWeight, q, z, noise)));
        }
        double[][] share = new double[n][draws];
        for (int r = 0; r < n; r++) {
            int row = r;
            double[] logs =
                    weights.stream().mapToDouble(weight -> weight.value[row]).toArray();
            BufferWeights.resample(logs, BufferWeights.uniform(draws), share[r]);
        }
        for (int i = 0; i < draws; i++) {
            int draw = i;
            tape.add(Stream.of(share).mapToDouble(of -> -of[draw] / n).toArray(), weights.get(i));
        }
        tape.backward();
    }

    /** SVI from the encoder in this many steps, with the draws of all steps buffered; means over images. */
    Bounds bounds(double[][] images, int steps, SplittableRandom random) {
        float[][] lambda = encode(images);
        LocalSteps[] local = local(lambda.length);
        double[][] logWeights = new double[images.length][steps + 1];
        double elbo = 0;
        double divergence = 0;
        for (int i = 0; i <= steps; i++) {
            Pass pass = pass(images, lambda, 1, random);
            for (int r = 0; r < images.length; r++) {
                logWeights[r][i] = pass.logWeight[r];
            }
            elbo = Arrays.stream(pass.elbo).average().orElseThrow();
            divergence = Arrays.stream(pass.divergence).average().orElseThrow();
            if (i < steps) {
                move(lambda, local, pass.slope);
            }
        }
        double buffered = Stream.of(logWeights)
                .mapToDouble(logs -> BufferWeights.logSum(logs, BufferWeights.uniform(steps + 1)))
                .average()
                .orElseThrow();
        return new Bounds(elbo, divergence, buffered);
    }

    PixelCnn decoder() {
        return decoder;
    }
}
