package io.lacuna.internal.training.neural;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.GradientPosterior;
import io.lacuna.internal.inference.neural.search.PointDescent;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Deferred encoder training and pace adjustment (pe-svi 3.2 and 3.3). After the decoder is fitted, an encoder is
 * trained by supervised learning, from each record's observed cells and mask to the posterior phi* = (mean*, sd*) that
 * inference found. Then the step size for k steps from such starts is chosen on validation records.
 *
 * <p>A record's observed cells are dropped at random in addition to its own gaps, with a share drawn anew each time, so
 * that every pattern of gaps has a start. Fewer cells say less about z. Therefore the loss is the cross-entropy of phi*
 * under the encoder's normal, {@code ((mean* - mean)^2 + sd*^2) / (2 sd^2) + log sd}, whose sd grows with the dropped
 * cells. Without dropping, its minimum is phi* itself. Points (posterior.sd = 0) are regressed with sd 1. Not
 * thread-safe; one object is one fit.
 */
final class PseudoEncoderTraining {
    private static final double[] PACES = {1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01};
    private static final int MOST_EPOCHS = 300;
    private static final int LEAST_EPOCHS = 10;
    /** Seconds of what is done for a cell beside the network. */
    private static final double CELL_SECONDS = 1e-7;

    private static final int VALIDATION_RECORDS = 64;
    private static final int VALIDATION_DRAWS = 16;
    private static final float MIN_LOG_SD = -7;

    private final TrainingRows rows;
    private final NeuralOptions options;
    private final FitPlan plan;
    private final int k;
    private final float[] cells;
    private final float[] laidOut;

    PseudoEncoderTraining(TrainingRows rows, NeuralOptions options, FitPlan plan) {
        this.rows = rows;
        this.options = options;
        this.plan = plan;
        k = options.latent(rows.features());
        cells = new float[rows.features()];
        laidOut = new float[Encoder.inputWidth(rows.heads(), true)];
    }

    /** The pseudo-encoder for the posteriors found in training. */
    Encoder run(EncoderlessTraining.Result found, FitSettings settings, NeuralStart start, Progress progress) {
        int[] sizes = options.encoderSizes(rows.features(), rows.outputs(), laidOut.length);
        int epochs = epochs(sizes, settings);
        SplittableRandom random = Seeds.random(settings.seed(), "pseudo-encoder");
        try (TrainableNetwork encoder = new TrainableNetwork(sizes, true, plan.batch(), random)) {
            start.begin(encoder);
            for (int epoch = 0; epoch < epochs; epoch++) {
                int[] order = TrainingRows.shuffled(rows.size(), random);
                double rate = options.number("learning.rate", 0, 10) * options.rateFactor(epoch, epochs);
                for (int from = 0; from < order.length; from += plan.batch()) {
                    int count = Math.min(plan.batch(), order.length - from);
                    batch(encoder, found, order, from, count, random);
                    encoder.step(rate, 1f / count);
                }
                progress.report((epoch + 1.0) / epochs, "training the pseudo-encoder, epoch " + (epoch + 1));
            }
            return new Encoder(encoder.freeze(), true);
        }
    }

    private int epochs(int[] sizes, FitSettings settings) {
        double seconds = 0.25 * settings.budget().toMillis() / 1e3;
        double perRecord = FitPlan.networkSeconds(sizes, plan.batch()) + CELL_SECONDS * rows.features();
        double automatic = seconds / (rows.size() * perRecord);
        return options.integerOr(
                "encoder.epochs", (int) Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, automatic)), 1, 1_000_000);
    }

    /**
     * Forward and backward pass.
     *
     * @return the loss of the batch, summed over its records
     */
    double batch(
            TrainableNetwork encoder,
            EncoderlessTraining.Result found,
            int[] order,
            int from,
            int count,
            SplittableRandom random) {
        int batch = plan.batch();
        for (int r = 0; r < count; r++) {
            rows.row(order[from + r], cells);
            drop(random);
            Encoder.layOut(rows.heads(), true, cells, laidOut);
            for (int i = 0; i < laidOut.length; i++) {
                encoder.input.values[i * batch + r] = laidOut[i];
            }
        }
        encoder.forward();
        double loss = crossEntropy(encoder, found, order, from, count);
        encoder.backward();
        return loss;
    }

    private void drop(SplittableRandom random) {
        double share = options.number("dropping", 0, 1) * random.nextDouble();
        for (int j = 0; j < cells.length; j++) {
            cells[j] = random.nextDouble() < share ? Float.NaN : cells[j];
        }
    }

    /**
     * The cross-entropy of the found posteriors under the encoder's output. Writes its derivative to the encoder's
     * output gradient.
     */
    private double crossEntropy(
            TrainableNetwork encoder, EncoderlessTraining.Result found, int[] order, int from, int count) {
        int batch = plan.batch();
        float[] encoded = encoder.outputs();
        float[] gradient = encoder.outputGradient.values;
        Arrays.fill(gradient, 0);
        double loss = 0;
        for (int r = 0; r < count; r++) {
            for (int a = 0; a < k; a++) {
                int at = order[from + r] * k + a;
                float sd = (float) Math.exp(found.logSds()[at]);
                float logSd = options.point() ? 0 : Math.max(MIN_LOG_SD, encoded[(k + a) * batch + r]);
                float variance = (float) Math.exp(2 * logSd);
                float error = encoded[a * batch + r] - found.means()[at];
                float square = (error * error + sd * sd) / variance;
                boolean held = options.point() || (logSd == MIN_LOG_SD && square <= 1);
                loss += 0.5 * square + logSd;
                gradient[a * batch + r] = error / variance;
                gradient[(k + a) * batch + r] = held ? 0 : 1 - square;
            }
        }
        return loss;
    }

    /** The pace whose k steps reach the highest mean bound on the held-out records, or on others if none are held out; among equals, the first. */
    double pace(Decoder decoder, Encoder encoder, int steps) {
        int[] chosen = rows.heldOutRows().length > 0 || options.flag("hold.out")
                ? rows.heldOutRows()
                : TrainingRows.shuffled(rows.size(), Seeds.random(0, "pace"));
        int records = Math.min(VALIDATION_RECORDS, chosen.length);
        double best = 0.1;
        double highest = Double.NEGATIVE_INFINITY;
        RecordObjective record = new RecordObjective(decoder);
        EncoderStart start = new EncoderStart(encoder, rows.heads());
        GradientPosterior q = new GradientPosterior(k, options.point());
        PointDescent points = new PointDescent(k);
        float[][] noise = FixedNoise.rows("pace", Math.max(2, steps), k);
        float[][] draws = FixedNoise.rows("validation", VALIDATION_DRAWS, k);
        for (double pace : records > 0 && steps > 0 ? PACES : new double[0]) {
            SearchSettings settings = new SearchSettings(steps, pace, options.point(), 0);
            double sum = 0;
            for (int i = 0; i < records; i++) {
                rows.row(chosen[i], cells);
                record.observe(cells);
                if (options.point()) {
                    double objective = points.start(record, start.encode(cells), false, pace);
                    for (int t = 0; t < steps; t++) {
                        objective = points.step(record);
                    }
                    sum -= objective;
                    continue;
                }
                q.start(start.encode(cells));
                for (int t = 0; t < steps; t++) {
                    q.step(record, noise[t], settings.rate(t));
                }
                sum += q.bound(record, draws);
            }
            if (sum > highest) {
                highest = sum;
                best = pace;
            }
        }
        return best;
    }
}
