package io.lacuna.internal.training.neural;

import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.training.Progress;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The amortized baseline: a variational auto-encoder (Kingma and Welling 2013). The encoder mirrors the decoder. Its
 * input is the record with zeros for missing cells, with or without the mask. Both are trained together by the
 * reparameterization trick.
 *
 * <p>Posteriors start as narrow as in SVI, and the weight of the KL divergence rises over the first fifth of the epochs
 * (Bowman et al. 2016; option {@code kl.warmup}). Without either, the encoder often returns the prior for every record.
 *
 * <p>With S importance samples the bound is that of IWAE (Burda et al. 2016; MIWAE for missing cells): {@code log 1/S
 * sum_s p(x|z_s) p(z_s) / q(z_s|x)}. Its gradient is the sum of the samples' gradients, weighted by their normalized
 * importance weights. Not thread-safe; one object is one fit.
 */
final class AmortizedTraining {
    private static final double PATIENCE = 0.3;
    private static final float MIN_LOG_SD = -7;
    private static final float MAX_LOG_SD = 2;

    private final TrainingRows rows;
    private final NeuralOptions options;
    private final FitPlan plan;
    private final int k;
    private final int samples;
    private final boolean point;
    private final boolean maskInput;
    private final MaskedLoss maskedLoss;

    /** Steps of SVI from the encoder's output; null if there are none. */
    private final @Nullable EncoderRefinement refinement;

    private final float[] cells;
    private final float[] laidOut;
    private final int[] sampleRows;
    private final float[] epsilon;
    private final float[] weights;
    private final double[] losses;

    /** The weight of the KL divergence in the current epoch. */
    private double klWeight;

    /**
     * @param epochs number of epochs until the best one
     * @param maskedLoss minus the mean log density of the masked cells
     */
    record Result(Decoder decoder, Encoder encoder, int epochs, double maskedLoss) {}

    /** @param maskInput whether the mask is part of the encoder's input */
    AmortizedTraining(TrainingRows rows, NeuralOptions options, FitPlan plan, boolean maskInput) {
        this.rows = rows;
        this.options = options;
        this.plan = plan;
        k = options.latent(rows.features());
        TrainingBound by = TrainingBound.of(options);
        boolean iwae = by.kind() == TrainingBound.Kind.IWAE;
        samples = iwae ? by.steps() + 1 : options.integer("iwae.samples", 1, 1000);
        if (by.kind() != TrainingBound.Kind.ELBO
                && !options.text("iwae.samples").equals("1")) {
            throw new IllegalArgumentException("options bound and iwae.samples exclude each other");
        }
        refinement = iwae || by.kind() == TrainingBound.Kind.ELBO
                ? null
                : new EncoderRefinement(by, options, plan.batch(), k);
        point = options.point();
        this.maskInput = maskInput;
        maskedLoss = new MaskedLoss(rows, options);
        cells = new float[rows.features()];
        laidOut = new float[Encoder.inputWidth(rows.heads(), maskInput)];
        int drawn = plan.batch() * samples;
        sampleRows = new int[drawn];
        epsilon = new float[drawn * k];
        weights = new float[drawn];
        losses = new double[drawn];
        klWeight = options.objective().klWeight();
    }

    Result run(long seed, NeuralStart start, Progress progress, EpochWatcher watcher) {
        int[] sizes = options.encoderSizes(rows.features(), rows.outputs(), laidOut.length);
        try (TrainableDecoder decoder = new TrainableDecoder(rows, options, plan.batch() * samples, seed);
                TrainableNetwork encoder =
                        new TrainableNetwork(sizes, false, plan.batch(), Seeds.random(seed, "encoder"))) {
            options.prepare(encoder);
            encoder.startOutputs(k, 2 * k, FreePosteriors.START_LOG_SD);
            if (start.begin(decoder)) {
                start.begin(encoder);
            }
            SplittableRandom random = Seeds.random(seed, "vae");
            boolean stopEarly = options.flag("stop.early") && rows.heldOutRows().length > 0;
            Result best = null;
            for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
                double rateFactor = options.rateFactor(epoch - 1, plan.epochs());
                klWeight = options.klWeight(epoch - 1, plan.epochs());
                watcher.epoch(
                        epoch,
                        epoch(decoder, encoder, random, rateFactor, false),
                        () -> ElasticMetric.of(rows, decoder.freeze(), posterior(encoder)));
                boolean end = epoch == plan.epochs();
                if (stopEarly && (end || epoch % plan.evaluateEvery() == 0)) {
                    Result now = snapshot(decoder, encoder, epoch);
                    best = best == null || now.maskedLoss < best.maskedLoss ? now : best;
                    end |= epoch - Math.max(best.epochs, options.warmUp(plan.epochs())) > PATIENCE * plan.epochs();
                }
                progress.report((double) epoch / plan.epochs(), "training encoder and decoder, epoch " + epoch);
                if (end) {
                    break;
                }
            }
            return best == null ? snapshot(decoder, encoder, plan.epochs()) : best;
        }
    }

    /**
     * Trains an encoder for a decoder that stays as it is, by the same bound, on these rows with their gaps (qavi, section
     * 2.2, 4).
     */
    Encoder retune(Decoder decoder, long seed, Progress progress) {
        int[] sizes = options.encoderSizes(rows.features(), rows.outputs(), laidOut.length);
        try (TrainableDecoder fixed = new TrainableDecoder(rows, options, plan.batch() * samples, seed);
                TrainableNetwork encoder =
                        new TrainableNetwork(sizes, false, plan.batch(), Seeds.random(seed, "retuned encoder"))) {
            options.prepare(encoder);
            encoder.startOutputs(k, 2 * k, FreePosteriors.START_LOG_SD);
            if (!fixed.load(decoder)) {
                throw new IllegalArgumentException("the decoder does not have the sizes of the options");
            }
            SplittableRandom random = Seeds.random(seed, "retuned");
            for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
                klWeight = options.klWeight(epoch - 1, plan.epochs());
                epoch(fixed, encoder, random, options.rateFactor(epoch - 1, plan.epochs()), true);
                progress.report((double) epoch / plan.epochs(), "training a second encoder, epoch " + epoch);
            }
            return new Encoder(encoder.freeze(), maskInput);
        }
    }

    private double epoch(
            TrainableDecoder decoder,
            TrainableNetwork encoder,
            SplittableRandom random,
            double rateFactor,
            boolean decoderFixed) {
        int n = rows.size();
        int[] order = TrainingRows.shuffled(n, random);
        double loss = 0;
        for (int from = 0; from < n; from += plan.batch()) {
            int count = Math.min(plan.batch(), n - from);
            loss += batch(decoder, encoder, order, from, count, random);
            double rate = options.number("learning.rate", 0, 10) * rateFactor;
            encoder.step(rate, 1f / count);
            if (!decoderFixed) {
                decoder.step(rate, options.number("noise.learning.rate", 0, 10) * rateFactor, count);
            }
        }
        return loss / n;
    }

    /**
     * Forward and backward pass through both networks.
     *
     * @return the loss of the batch, summed over its records
     */
    double batch(
            TrainableDecoder decoder,
            TrainableNetwork encoder,
            int[] order,
            int from,
            int count,
            SplittableRandom random) {
        int batch = plan.batch();
        for (int r = 0; r < count; r++) {
            rows.row(order[from + r], cells);
            Encoder.layOut(rows.heads(), maskInput, cells, laidOut);
            for (int i = 0; i < laidOut.length; i++) {
                encoder.input.values[i * batch + r] = laidOut[i];
            }
        }
        float[] encoded = encoder.forward();
        if (refinement != null) {
            for (int r = 0; r < count; r++) {
                sampleRows[r] = order[from + r];
            }
            double loss = refinement.run(decoder, encoder, sampleRows, count, klWeight, random);
            encoder.backward();
            return loss;
        }
        int drawn = count * samples;
        for (int s = 0; s < drawn; s++) {
            int r = s / samples;
            sampleRows[s] = order[from + r];
            for (int a = 0; a < k; a++) {
                epsilon[s * k + a] = (float) random.nextGaussian();
                decoder.codes()[a * decoder.batch + s] =
                        encoded[a * batch + r] + sd(encoded, r, a) * epsilon[s * k + a];
            }
        }
        decoder.losses(sampleRows, drawn, losses);
        double loss = samples == 1 ? evidenceWeights(encoded, count) : importanceWeights(decoder, encoded, count);
        decoder.backward(sampleRows, weights, drawn);
        encoderGradient(decoder, encoder, encoded, count);
        encoder.backward();
        return loss;
    }

    private float sd(float[] encoded, int r, int a) {
        return point ? 0 : (float) Math.exp(logSd(encoded, r, a));
    }

    private float logSd(float[] encoded, int r, int a) {
        return bounded(encoded[(k + a) * plan.batch() + r]);
    }

    /** A log sd that an encoder gives, as training and its posteriors read it. */
    static float bounded(float logSd) {
        return Math.max(MIN_LOG_SD, Math.min(MAX_LOG_SD, logSd));
    }

    /** One sample: the KL divergence has a closed form and every weight is 1. */
    private double evidenceWeights(float[] encoded, int count) {
        double loss = 0;
        for (int r = 0; r < count; r++) {
            weights[r] = 1;
            loss += losses[r];
            for (int a = 0; a < k; a++) {
                float mean = encoded[a * plan.batch() + r];
                float sd = sd(encoded, r, a);
                loss += klWeight * 0.5 * (mean * mean + (point ? 0 : sd * sd - 1 - 2 * logSd(encoded, r, a)));
            }
        }
        return loss;
    }

    /** Several samples: log w_s = log p(x|z_s) + klWeight (log p(z_s) - log q(z_s|x)). */
    private double importanceWeights(TrainableDecoder decoder, float[] encoded, int count) {
        double loss = 0;
        for (int r = 0; r < count; r++) {
            double highest = Double.NEGATIVE_INFINITY;
            for (int s = r * samples; s < (r + 1) * samples; s++) {
                double ratio = 0;
                for (int a = 0; a < k; a++) {
                    float z = decoder.codes()[a * decoder.batch + s];
                    float e = epsilon[s * k + a];
                    ratio += 0.5 * (e * e - z * z) + (point ? 0 : logSd(encoded, r, a));
                }
                losses[s] -= klWeight * ratio;
                highest = Math.max(highest, -losses[s]);
            }
            double sum = 0;
            for (int s = r * samples; s < (r + 1) * samples; s++) {
                weights[s] = (float) Math.exp(-losses[s] - highest);
                sum += weights[s];
            }
            for (int s = r * samples; s < (r + 1) * samples; s++) {
                weights[s] /= (float) sum;
            }
            loss -= highest + Math.log(sum / samples);
        }
        return loss;
    }

    private void encoderGradient(TrainableDecoder decoder, TrainableNetwork encoder, float[] encoded, int count) {
        int batch = plan.batch();
        float[] gradient = encoder.outputGradient.values;
        Arrays.fill(gradient, 0);
        for (int r = 0; r < count; r++) {
            for (int a = 0; a < k; a++) {
                float sd = sd(encoded, r, a);
                float byMean = 0;
                float byLogSd = 0;
                for (int s = r * samples; s < (r + 1) * samples; s++) {
                    float slope = decoder.codeGradient()[a * decoder.batch + s];
                    if (samples > 1) {
                        slope += (float) klWeight * weights[s] * decoder.codes()[a * decoder.batch + s];
                    }
                    byMean += slope;
                    byLogSd += slope * sd * epsilon[s * k + a];
                }
                if (samples == 1) {
                    byMean += (float) klWeight * encoded[a * batch + r];
                    byLogSd += (float) klWeight * (sd * sd - 1);
                } else {
                    byLogSd -= (float) klWeight;
                }
                boolean clamped = logSd(encoded, r, a) != encoded[(k + a) * batch + r];
                gradient[a * batch + r] = byMean;
                gradient[(k + a) * batch + r] = point || clamped ? 0 : byLogSd;
            }
        }
    }

    private Result snapshot(TrainableDecoder decoder, TrainableNetwork encoder, int epoch) {
        Decoder frozen = decoder.freeze();
        Encoder frozenEncoder = new Encoder(encoder.freeze(), maskInput);
        double masked = maskedLoss.of(frozen, posterior(encoder));
        return new Result(frozen, frozenEncoder, epoch, masked);
    }

    /** The current encoder's posterior of a training record. */
    private MaskedLoss.Posterior posterior(TrainableNetwork encoder) {
        EncoderStart start = new EncoderStart(new Encoder(encoder.freeze(), maskInput), rows.heads());
        return (row, mean, logSd) -> {
            rows.row(row, cells);
            float[] encoded = start.encode(cells);
            for (int a = 0; a < k; a++) {
                mean[a] = encoded[a];
                logSd[a] = bounded(encoded[k + a]);
            }
        };
    }
}
