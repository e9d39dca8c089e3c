package io.lacuna.internal.training.neural;

import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.search.Adam;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A decoder during training: the loss {@code -log p(x|z)} of a batch of observed cells, its derivative with respect to
 * the latent codes, and Adam on weights and noise. Mutable; one thread owns it. It holds native memory until it is
 * closed.
 */
final class TrainableDecoder implements AutoCloseable {
    /** Decay of the running sums of a feature's squared errors, per batch. */
    private static final float MEMORY = 0.99f;

    /** Rows per batch. */
    final int batch;

    private final TrainingRows rows;
    private final TrainableNetwork network;
    private final Objective objective;
    private final OutputHead[] heads;
    private final float[] logVariance;
    private final float[] logVarianceGradient;
    private final Adam noiseAdam;
    private final float[] recentSquares;
    private final float[] recentCells;
    private final float[] scratch;
    private final float[] slope;
    private final float[] ones;

    /** The outputs of the last {@link #losses}. */
    private float[] forwarded = {};

    TrainableDecoder(TrainingRows rows, NeuralOptions options, int batch, long seed) {
        this.rows = rows;
        this.batch = batch;
        objective = options.objective();
        heads = rows.heads();
        SplittableRandom random = Seeds.random(seed, "decoder");
        network = new TrainableNetwork(
                options.decoderSizes(rows.features(), rows.outputs()), options.linearPath(), batch, random);
        options.prepare(network);
        logVariance = new float[heads.length];
        logVarianceGradient = new float[heads.length];
        noiseAdam = new Adam(heads.length);
        recentSquares = new float[heads.length];
        recentCells = new float[heads.length];
        scratch = new float[rows.outputs()];
        slope = new float[rows.outputs()];
        ones = new float[batch];
        Arrays.fill(ones, 1);
    }

    /**
     * Loads weights and noise of a decoder with the same shape. Returns false and changes nothing if the shape differs.
     */
    boolean load(Decoder decoder) {
        if (!network.load(decoder.network())) {
            return false;
        }
        for (int j = 0; j < heads.length; j++) {
            logVariance[j] = (float) Math.log(decoder.noiseVariance()[j]);
        }
        return true;
    }

    /** The latent codes of a batch, which the caller writes: B x k, element (r, a) at {@code a * batch + r}. */
    float[] codes() {
        return network.input.values;
    }

    /** The derivative of the summed loss with respect to the latent codes, in the layout of {@link #codes}. */
    float[] codeGradient() {
        return network.inputGradient.values;
    }

    TrainableNetwork network() {
        return network;
    }

    /**
     * Forward and backward pass.
     *
     * @return the loss of the batch, summed over its rows
     */
    double gradient(int[] batchRows, int count) {
        double[] losses = new double[count];
        losses(batchRows, count, losses);
        backward(batchRows, ones, count);
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }

    /** Forward pass: writes -log p(x|z) of each row of the batch, and the output gradient for {@link #backward}. */
    void losses(int[] batchRows, int count, double[] losses) {
        float[] outputs = network.forward();
        forwarded = outputs;
        Arrays.fill(network.outputGradient.values, 0);
        Arrays.fill(losses, 0);
        for (int j = 0; j < heads.length; j++) {
            if (heads[j] instanceof OutputHead.Gaussian) {
                gaussian(j, outputs, batchRows, count, losses);
            } else {
                others(j, outputs, batchRows, count, losses);
            }
        }
    }

    private void gaussian(int j, float[] outputs, int[] batchRows, int count, double[] losses) {
        float[] column = rows.columns()[j];
        float[] gradient = network.outputGradient.values;
        int at = heads[j].offset() * batch;
        float variance = (float) objective.variance(Math.exp(logVariance[j]));
        float constant = objective.squaredError() ? 0 : (float) (0.5 * Math.log(2 * Math.PI * variance));
        float squares = 0;
        int cells = 0;
        for (int r = 0; r < count; r++) {
            float error = outputs[at + r] - column[batchRows[r]];
            boolean observed = !Float.isNaN(error);
            float scaled = observed ? error / variance : 0;
            gradient[at + r] = scaled;
            losses[r] += observed ? 0.5f * error * scaled + constant : 0;
            squares += observed ? error * error : 0;
            cells += observed ? 1 : 0;
        }
        recentSquares[j] = MEMORY * recentSquares[j] + squares;
        recentCells[j] = MEMORY * recentCells[j] + cells;
    }

    /** Labels, and numbers of other families than the normal. */
    private void others(int j, float[] outputs, int[] batchRows, int count, double[] losses) {
        OutputHead head = heads[j];
        double variance = Math.exp(logVariance[j]);
        for (int r = 0; r < count; r++) {
            float value = rows.columns()[j][batchRows[r]];
            if (!Float.isNaN(value)) {
                for (int c = head.offset(); c < head.offset() + head.width(); c++) {
                    scratch[c] = outputs[c * batch + r];
                }
                losses[r] -= head.logLikelihood(scratch, value, variance, slope);
                for (int c = head.offset(); c < head.offset() + head.width(); c++) {
                    network.outputGradient.values[c * batch + r] = -slope[c];
                }
            }
        }
    }

    /** Backward pass of {@link #losses}. */
    void backward(int[] batchRows, int count) {
        backward(batchRows, ones, count, false);
    }

    /** Backward pass, with a weight for the loss of each row. */
    void backward(int[] batchRows, float[] weights, int count) {
        backward(batchRows, weights, count, false);
    }

    /** Backward pass to the codes only: the gradients of weights and noise stay as they are. */
    void backwardToCodes() {
        network.backwardToInputs();
    }

    /**
     * Backward pass, with a weight for the loss of each row.
     *
     * @param more whether the gradient of weights and noise is added to that of the pass before
     */
    void backward(int[] batchRows, float[] weights, int count, boolean more) {
        for (int j = 0; j < heads.length; j++) {
            float own = 0;
            if (heads[j] instanceof OutputHead.Gaussian) {
                own = noise(j, batchRows, weights, count);
            } else if (heads[j] instanceof NumberHead number) {
                own = noise(number, j, batchRows, weights, count);
            }
            logVarianceGradient[j] = more ? logVarianceGradient[j] + own : own;
        }
        if (weights != ones) {
            float[] gradient = network.outputGradient.values;
            for (int at = 0; at < gradient.length; at += batch) {
                for (int r = 0; r < count; r++) {
                    gradient[at + r] *= weights[r];
                }
            }
        }
        if (more) {
            network.backwardMore();
        } else {
            network.backward();
        }
    }

    /**
     * The derivative of the weighted loss with respect to log variance: the sum of (1 - error^2 / variance) / 2 over
     * observed cells.
     */
    private float noise(int j, int[] batchRows, float[] weights, int count) {
        float[] column = rows.columns()[j];
        int at = heads[j].offset() * batch;
        float variance = (float) Math.exp(logVariance[j]);
        float sum = 0;
        for (int r = 0; r < count; r++) {
            float scaled = network.outputGradient.values[at + r];
            sum += Float.isNaN(column[batchRows[r]]) ? 0 : weights[r] * 0.5f * (1 - scaled * scaled * variance);
        }
        return sum;
    }

    /** The same for a number of another family. */
    private float noise(NumberHead head, int j, int[] batchRows, float[] weights, int count) {
        float[] column = rows.columns()[j];
        double variance = Math.exp(logVariance[j]);
        double sum = 0;
        for (int r = 0; r < count; r++) {
            float value = column[batchRows[r]];
            if (!Float.isNaN(value)) {
                scratch[head.offset()] = forwarded[head.offset() * batch + r];
                sum += weights[r] * head.slopeByLogVariance(scratch, value, variance);
            }
        }
        return (float) sum;
    }

    /**
     * One step of Adam on weights and noise.
     *
     * @param records the number of records that the gradient is averaged over
     */
    void step(double rate, double noiseRate, int records) {
        network.step(rate, 1f / records);
        if (!objective.squaredError()) {
            for (int j = 0; j < heads.length; j++) {
                logVarianceGradient[j] /= records;
            }
            noiseAdam.step(logVariance, logVarianceGradient, noiseRate);
            float least = (float) Math.log(Decoder.MIN_NOISE_VARIANCE);
            for (int j = 0; j < heads.length; j++) {
                logVariance[j] = heads[j] instanceof NumberHead ? Math.max(least, logVariance[j]) : 0;
            }
        }
    }

    /**
     * A copy of the current decoder. With squared error no noise is learned; the noise variance is then the running
     * mean of squared errors.
     */
    Decoder freeze() {
        float[] variance = new float[heads.length];
        for (int j = 0; j < heads.length; j++) {
            boolean measured = objective.squaredError() && heads[j] instanceof OutputHead.Gaussian;
            variance[j] = measured
                    ? (float) Math.max(Decoder.MIN_NOISE_VARIANCE, (recentSquares[j] + 1) / (recentCells[j] + 1))
                    : (float) Math.exp(logVariance[j]);
        }
        return new Decoder(network.freeze(), heads, variance, objective);
    }

    @Override
    public void close() {
        network.close();
    }
}
