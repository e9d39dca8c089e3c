package io.lacuna.internal.training.neural;

import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.relay.RelayGroups;
import io.lacuna.training.Progress;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Encoderless variational inference (pe-svi 3.1; relay-vi 4): the decoder and the posteriors of all records maximize
 * the evidence bound together:
 *
 * <pre>
 *     sum over records: E_q(z|x_i)[log p(x_i observed | z)] - KL(q(z|x_i) || N(0, I))   (equation 2)
 * </pre>
 *
 * There is one draw {@code z = mean + sd * epsilon} per record and epoch. Adam updates everything, with separate rates
 * for decoder and posteriors. Every record takes part in every epoch; the last batch may be shorter. Not thread-safe;
 * one object is one fit.
 */
final class EncoderlessTraining {
    /** Training stops after this share of all epochs without a new best one. */
    private static final double PATIENCE = 0.3;

    private final TrainingRows rows;
    private final NeuralOptions options;
    private final FitPlan plan;
    private final RecordPosteriors posteriors;
    private final MaskedLoss maskedLoss;

    /** Trains by a bound with several weights; null for the ELBO. */
    private final @Nullable BoundBatch bound;

    private final int k;
    private final float[] mean;
    private final float[] logSd;
    private final float[] meanGradient;
    private final float[] logSdGradient;

    /** The weight of the KL divergence in the current epoch. */
    private double klWeight;

    /** The means of a batch before its step, and the sum of the distances; only for a watcher that asks. */
    private float[] before = new float[0];

    private double distance;

    /** Whether only the posteriors learn in the current epoch. */
    private boolean decoderFrozen;

    /**
     * The result of training, as of the best epoch.
     *
     * @param decoder the fitted decoder
     * @param relays the fitted relays; null if the method has none
     * @param means posterior mean of every record: n x k numbers, row by row
     * @param logSds posterior log sd of every record: n x k numbers, row by row
     * @param epochs number of epochs until the best one
     * @param maskedLoss minus the mean log density of the masked cells; NaN if none were held out
     */
    record Result(
            Decoder decoder,
            @Nullable RelayGroups relays,
            float[] means,
            float[] logSds,
            int epochs,
            double maskedLoss) {}

    EncoderlessTraining(TrainingRows rows, NeuralOptions options, FitPlan plan, RecordPosteriors posteriors) {
        this.rows = rows;
        this.options = options;
        this.plan = plan;
        this.posteriors = posteriors;
        maskedLoss = new MaskedLoss(rows, options);
        k = options.latent(rows.features());
        TrainingBound by = TrainingBound.of(options);
        bound = by.kind() == TrainingBound.Kind.ELBO ? null : new BoundBatch(by, plan.batch(), k);
        mean = new float[k];
        logSd = new float[k];
        meanGradient = new float[k];
        logSdGradient = new float[k];
        klWeight = options.objective().klWeight();
    }

    Result run(long seed, NeuralStart start, Progress progress, EpochWatcher watcher) {
        try (TrainableDecoder decoder = new TrainableDecoder(rows, options, plan.batch(), seed)) {
            boolean warm = start.begin(decoder);
            int frozenEpochs = NeuralStart.frozenEpochs(warm, plan.epochs());
            if (warm) {
                start.begin(posteriors, rows);
            }
            SplittableRandom random = Seeds.random(seed, "svi");
            boolean stopEarly = options.flag("stop.early") && rows.heldOutRows().length > 0;
            Result best = null;
            int bestEpoch = 0;
            for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
                klWeight = options.klWeight(epoch - 1, plan.epochs());
                decoderFrozen = epoch <= frozenEpochs;
                distance = 0;
                before = watcher.measuresSteps() ? new float[plan.batch() * k] : before;
                double loss = epoch(decoder, random, options.rateFactor(epoch - 1, plan.epochs()));
                watcher.moved(epoch, distance / rows.size());
                watcher.epoch(epoch, loss, () -> ElasticMetric.of(rows, decoder.freeze(), posteriors::read));
                boolean end = epoch == plan.epochs();
                if (stopEarly && (end || epoch % plan.evaluateEvery() == 0)) {
                    double masked = maskedLoss.of(decoder.freeze(), posteriors::read);
                    if (best == null || masked < best.maskedLoss()) {
                        best = snapshot(decoder, epoch, masked);
                        bestEpoch = epoch;
                    }
                    end |= epoch - Math.max(bestEpoch, options.warmUp(plan.epochs())) > PATIENCE * plan.epochs();
                }
                progress.report((double) epoch / plan.epochs(), "training the decoder, epoch " + epoch);
                if (end) {
                    break;
                }
            }
            return best == null ? snapshot(decoder, plan.epochs(), Double.NaN) : best;
        }
    }

    /**
     * One pass over all records, in random order.
     *
     * @return the mean loss
     */
    private double epoch(TrainableDecoder decoder, SplittableRandom random, double rateFactor) {
        int n = rows.size();
        int[] order = TrainingRows.shuffled(n, random);
        int[] batchRows = new int[plan.batch()];
        double loss = 0;
        for (int from = 0; from < n; from += plan.batch()) {
            int count = Math.min(plan.batch(), n - from);
            System.arraycopy(order, from, batchRows, 0, count);
            boolean measures = before.length > 0;
            if (measures) {
                remember(batchRows, count);
            }
            loss += batch(decoder, batchRows, count, random, rateFactor);
            if (measures) {
                addDistances(batchRows, count);
            }
        }
        return loss / n;
    }

    private void remember(int[] batchRows, int count) {
        for (int r = 0; r < count; r++) {
            posteriors.read(batchRows[r], mean, logSd);
            System.arraycopy(mean, 0, before, r * k, k);
        }
    }

    private void addDistances(int[] batchRows, int count) {
        for (int r = 0; r < count; r++) {
            posteriors.read(batchRows[r], mean, logSd);
            double square = 0;
            for (int a = 0; a < k; a++) {
                double moved = mean[a] - before[r * k + a];
                square += moved * moved;
            }
            distance += Math.sqrt(square);
        }
    }

    private double batch(
            TrainableDecoder decoder, int[] batchRows, int count, SplittableRandom random, double rateFactor) {
        if (bound != null) {
            return boundBatch(bound, decoder, batchRows, count, random, rateFactor);
        }
        int batch = decoder.batch;
        float[] epsilon = new float[batch * k];
        double loss = 0;
        for (int r = 0; r < count; r++) {
            posteriors.read(batchRows[r], mean, logSd);
            for (int a = 0; a < k; a++) {
                float draw = (float) random.nextGaussian();
                float sd = (float) Math.exp(logSd[a]);
                epsilon[a * batch + r] = sd * draw;
                decoder.codes()[a * batch + r] = mean[a] + sd * draw;
                loss += klWeight * 0.5 * (mean[a] * mean[a] + (sd > 0 ? sd * sd - 1 - 2 * logSd[a] : 0));
            }
        }
        loss += decoder.gradient(batchRows, count);
        double rate = options.number("posterior.learning.rate", 0, 10) * rateFactor;
        for (int r = 0; r < count; r++) {
            posteriors.read(batchRows[r], mean, logSd);
            for (int a = 0; a < k; a++) {
                float slope = decoder.codeGradient()[a * batch + r];
                float sd = (float) Math.exp(logSd[a]);
                meanGradient[a] = slope + (float) (klWeight * mean[a]);
                logSdGradient[a] = slope * epsilon[a * batch + r] + (float) (klWeight * (sd * sd - 1));
            }
            posteriors.step(batchRows[r], meanGradient, logSdGradient, rate);
        }
        double sharedRate = decoderFrozen ? 0 : options.number("learning.rate", 0, 10) * rateFactor;
        posteriors.stepShared(sharedRate, count);
        if (!decoderFrozen) {
            decoder.step(sharedRate, options.number("noise.learning.rate", 0, 10) * rateFactor, count);
        }
        return loss;
    }

    /** Each record's posterior takes its steps as it is visited, and keeps the result for the next epoch. */
    private double boundBatch(
            BoundBatch by,
            TrainableDecoder decoder,
            int[] batchRows,
            int count,
            SplittableRandom random,
            double rateFactor) {
        double rate = options.number("posterior.learning.rate", 0, 10) * rateFactor;
        double sharedRate = decoderFrozen ? 0 : options.number("learning.rate", 0, 10) * rateFactor;
        double loss = by.run(
                decoder,
                batchRows,
                count,
                new BoundBatch.Posteriors() {
                    @Override
                    public void read(int r, float[] mean, float[] logSd) {
                        posteriors.read(batchRows[r], mean, logSd);
                    }

                    @Override
                    public void step(int step, int r, float[] meanGradient, float[] logSdGradient) {
                        posteriors.step(batchRows[r], meanGradient, logSdGradient, rate);
                    }

                    @Override
                    public void endStep() {
                        posteriors.stepShared(sharedRate, count);
                    }
                },
                klWeight,
                random);
        if (!decoderFrozen) {
            decoder.step(sharedRate, options.number("noise.learning.rate", 0, 10) * rateFactor, count);
        }
        return loss;
    }

    private Result snapshot(TrainableDecoder decoder, int epoch, double maskedLoss) {
        float[] means = new float[rows.size() * k];
        float[] logSds = new float[rows.size() * k];
        for (int i = 0; i < rows.size(); i++) {
            posteriors.read(i, mean, logSd);
            System.arraycopy(mean, 0, means, i * k, k);
            System.arraycopy(logSd, 0, logSds, i * k, k);
        }
        RelayGroups relays = posteriors instanceof RelayPosteriors shared ? shared.freeze() : null;
        return new Result(decoder.freeze(), relays, means, logSds, epoch, maskedLoss);
    }
}
