package io.lacuna.internal.training.neural;

import io.lacuna.internal.inference.neural.bound.BufferWeights;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One batch of training by a bound with several weights (buffered-svi, algorithm 1, lines 5 to 17). First the posteriors
 * of the batch take their steps, with the decoder as it is; then the decoder gets the gradient of
 *
 * <pre>
 * SVI         ln w_k                                                                        line 14
 * BSVI, IWAE  ln sum_i pi_i w_i: the sum over i of r(i) grad ln p(x, z_i)                   line 16, lemma 1
 * BSVI-SIR    ln p(x, z_i) of one i, drawn with probability r(i) = pi_i w_i / sum_j pi_j w_j  equation 24 with m = 1
 * </pre>
 *
 * <p>No gradient goes through the steps. The gradient of a step has the KL divergence in closed form, as in training by
 * the ELBO: with zero steps SVI is that training, number by number. Pi moves towards the mean of r(i) with every batch.
 * Mutable; one fit owns it.
 */
final class BoundBatch {
    /** How far pi moves with each batch. */
    private static final double SHARE_RATE = 0.05;

    private final TrainingBound bound;
    private final int batch;
    private final int k;
    private final int weights;
    private final float[][] codes;
    private final float[][] slopes;
    private final float[][] epsilons;
    private final double[][] logWeights;
    private final double[] losses;
    private final double[] share;
    private final float[][] shares;
    private final float[] mean;
    private final float[] logSd;
    private final float[] meanGradient;
    private final float[] logSdGradient;
    private double[] logShares;

    /** The posteriors of a batch. */
    interface Posteriors {
        /** Writes mean and log sd of the record at this place of the batch. */
        void read(int r, float[] mean, float[] logSd);

        /**
         * Moves the posterior of a record against the gradient of its loss.
         *
         * @param step number of the step, from 0
         */
        void step(int step, int r, float[] meanGradient, float[] logSdGradient);

        /** Ends a step of the whole batch. */
        default void endStep() {}
    }

    /**
     * @param batch the decoder's rows
     * @param latentSize k of the code
     */
    BoundBatch(TrainingBound bound, int batch, int latentSize) {
        this.bound = bound;
        this.batch = batch;
        k = latentSize;
        weights = bound.steps() + 1;
        codes = new float[weights][batch * k];
        slopes = new float[bound.kind() == TrainingBound.Kind.IWAE ? weights : 0][batch * k];
        epsilons = new float[weights][batch * k];
        logWeights = new double[batch][weights];
        losses = new double[batch];
        share = new double[weights];
        shares = new float[weights][batch];
        mean = new float[k];
        logSd = new float[k];
        meanGradient = new float[k];
        logSdGradient = new float[k];
        logShares = BufferWeights.uniform(weights);
    }

    /** The logarithms of pi. */
    double[] logShares() {
        return logShares;
    }

    /**
     * Runs the steps and leaves the gradient in the decoder.
     *
     * @param rows rows of the table, {@code count} of them valid
     * @return the loss of the batch, summed over its records: minus the bound at these draws
     */
    double run(
            TrainableDecoder decoder,
            int[] rows,
            int count,
            Posteriors posteriors,
            double klWeight,
            SplittableRandom random) {
        double loss = bound.kind() == TrainingBound.Kind.IWAE
                ? independent(decoder, rows, count, posteriors, klWeight, random)
                : along(decoder, rows, count, posteriors, klWeight, random);
        if (bound.kind() == TrainingBound.Kind.SVI) {
            return loss;
        }
        double sum = resample(count);
        if (bound.resampled()) {
            chosen(decoder, rows, count, random);
        } else {
            weighted(decoder, rows, count);
        }
        return sum;
    }

    /** Lines 5 to 11. Returns the loss of the last weight, with the KL divergence in closed form. */
    private double along(
            TrainableDecoder decoder,
            int[] rows,
            int count,
            Posteriors posteriors,
            double klWeight,
            SplittableRandom random) {
        double loss = 0;
        for (int i = 0; i < weights; i++) {
            boolean last = i == weights - 1;
            loss = draw(decoder, count, posteriors, i, klWeight, random);
            decoder.losses(rows, count, losses);
            for (int r = 0; r < count; r++) {
                loss += losses[r];
                logWeights[r][i] -= losses[r];
            }
            if (bound.kind() == TrainingBound.Kind.BSVI_DS && !last) {
                again(decoder, rows, count, posteriors, i, random);
            }
            if (last && bound.kind() == TrainingBound.Kind.SVI) {
                decoder.backward(rows, count);
            } else {
                decoder.backwardToCodes();
            }
            step(decoder, count, posteriors, i, klWeight);
        }
        return loss;
    }

    /**
     * Draws the codes of weight i. Starts {@code ln w = ln p(z) - ln q(z)}, up to the likelihood.
     *
     * @return the KL divergences of the batch
     */
    private double draw(
            TrainableDecoder decoder,
            int count,
            Posteriors posteriors,
            int i,
            double klWeight,
            SplittableRandom random) {
        double kl = 0;
        for (int r = 0; r < count; r++) {
            posteriors.read(r, mean, logSd);
            double ratio = 0;
            for (int a = 0; a < k; a++) {
                float draw = (float) random.nextGaussian();
                float sd = (float) Math.exp(logSd[a]);
                float z = mean[a] + sd * draw;
                epsilons[i][a * batch + r] = sd * draw;
                codes[i][a * batch + r] = z;
                ratio += 0.5 * (draw * draw - z * z) + logSd[a];
                kl += klWeight * 0.5 * (mean[a] * mean[a] + (sd > 0 ? sd * sd - 1 - 2 * logSd[a] : 0));
            }
            logWeights[r][i] = klWeight * ratio;
        }
        System.arraycopy(codes[i], 0, decoder.codes(), 0, codes[i].length);
        return kl;
    }

    /** BSVI-DS: another draw for the step. */
    private void again(
            TrainableDecoder decoder, int[] rows, int count, Posteriors posteriors, int i, SplittableRandom random) {
        for (int r = 0; r < count; r++) {
            posteriors.read(r, mean, logSd);
            for (int a = 0; a < k; a++) {
                float moved = (float) (Math.exp(logSd[a]) * random.nextGaussian());
                epsilons[i][a * batch + r] = moved;
                decoder.codes()[a * batch + r] = mean[a] + moved;
            }
        }
        decoder.losses(rows, count, losses);
    }

    /** Line 9. */
    private void step(TrainableDecoder decoder, int count, Posteriors posteriors, int i, double klWeight) {
        for (int r = 0; r < count; r++) {
            posteriors.read(r, mean, logSd);
            for (int a = 0; a < k; a++) {
                float slope = decoder.codeGradient()[a * batch + r];
                float sd = (float) Math.exp(logSd[a]);
                meanGradient[a] = slope + (float) (klWeight * mean[a]);
                logSdGradient[a] = slope * epsilons[i][a * batch + r] + (float) (klWeight * (sd * sd - 1));
            }
            posteriors.step(i, r, meanGradient, logSdGradient);
        }
        posteriors.endStep();
    }

    /** IWAE: all weights from one posterior, which then takes one step along the gradient of the bound. */
    private double independent(
            TrainableDecoder decoder,
            int[] rows,
            int count,
            Posteriors posteriors,
            double klWeight,
            SplittableRandom random) {
        for (int i = 0; i < weights; i++) {
            draw(decoder, count, posteriors, i, klWeight, random);
            decoder.losses(rows, count, losses);
            decoder.backwardToCodes();
            System.arraycopy(decoder.codeGradient(), 0, slopes[i], 0, slopes[i].length);
            for (int r = 0; r < count; r++) {
                logWeights[r][i] -= losses[r];
            }
        }
        for (int r = 0; r < count; r++) {
            BufferWeights.resample(logWeights[r], logShares, share);
            for (int a = 0; a < k; a++) {
                double byMean = 0;
                double byLogSd = -klWeight;
                for (int i = 0; i < weights; i++) {
                    int at = a * batch + r;
                    double slope = share[i] * (slopes[i][at] + klWeight * codes[i][at]);
                    byMean += slope;
                    byLogSd += slope * epsilons[i][at];
                }
                meanGradient[a] = (float) byMean;
                logSdGradient[a] = (float) byLogSd;
            }
            posteriors.step(0, r, meanGradient, logSdGradient);
        }
        posteriors.endStep();
        return 0;
    }

    /** r(i) of every record; moves pi. Returns minus the bound. */
    private double resample(int count) {
        double loss = 0;
        double[] sum = new double[weights];
        for (int r = 0; r < count; r++) {
            loss -= BufferWeights.logSum(logWeights[r], logShares);
            BufferWeights.resample(logWeights[r], logShares, share);
            for (int i = 0; i < weights; i++) {
                shares[i][r] = (float) share[i];
                sum[i] += share[i] / count;
            }
        }
        if (bound.learnsShares()) {
            double[] moved = new double[weights];
            Arrays.setAll(moved, i -> Math.log((1 - SHARE_RATE) * Math.exp(logShares[i]) + SHARE_RATE * sum[i]));
            logShares = moved;
        }
        return loss;
    }

    private void weighted(TrainableDecoder decoder, int[] rows, int count) {
        for (int i = 0; i < weights; i++) {
            System.arraycopy(codes[i], 0, decoder.codes(), 0, codes[i].length);
            decoder.losses(rows, count, losses);
            decoder.backward(rows, shares[i], count, i > 0);
        }
    }

    private void chosen(TrainableDecoder decoder, int[] rows, int count, SplittableRandom random) {
        for (int r = 0; r < count; r++) {
            int i = 0;
            for (double left = random.nextDouble() - shares[0][r]; left >= 0 && i + 1 < weights; ) {
                left -= shares[++i][r];
            }
            for (int a = 0; a < k; a++) {
                decoder.codes()[a * batch + r] = codes[i][a * batch + r];
            }
        }
        decoder.losses(rows, count, losses);
        decoder.backward(rows, count);
    }
}
