package io.lacuna.internal.training.neural;

import io.lacuna.internal.inference.neural.bound.LocalSteps;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Algorithm 1 of buffered-svi with an encoder: lambda_0 is its output (line 4), it learns by the gradient of ln w_0 alone
 * (line 12), and the steps that follow start anew for each batch. Mutable; one fit owns it.
 */
final class EncoderRefinement {
    private static final float MIN_LOG_SD = -7;
    private static final float MAX_LOG_SD = 2;

    private final BoundBatch bound;
    private final int batch;
    private final int k;
    private final int steps;
    private final float[][] lambda;
    private final LocalSteps[] local;
    private final float[] gradient;

    /** @param batch rows of the encoder and of the decoder */
    EncoderRefinement(TrainingBound by, NeuralOptions options, int batch, int latentSize) {
        this.batch = batch;
        k = latentSize;
        steps = by.steps();
        bound = new BoundBatch(by, batch, latentSize);
        lambda = new float[batch][2 * k];
        LocalSteps.Rule rule = rule(options);
        local = new LocalSteps[batch];
        Arrays.setAll(local, r -> new LocalSteps(2 * k, rule));
        gradient = new float[2 * k];
    }

    private static LocalSteps.Rule rule(NeuralOptions options) {
        boolean momentum = options.choice("bound.optimizer", "adam", "momentum").equals("momentum");
        LocalSteps.Rule published = LocalSteps.Rule.PAPER;
        double own = momentum ? published.rate() : 0.1;
        double rate = options.isAuto("bound.rate") ? own : options.number("bound.rate", 0, 10);
        return momentum
                ? new LocalSteps.Rule(rate, published.momentum(), published.clip())
                : LocalSteps.Rule.adam(rate);
    }

    /** Leaves gradients in both networks; that of the encoder still has to go backward through it. */
    double run(
            TrainableDecoder decoder,
            TrainableNetwork encoder,
            int[] rows,
            int count,
            double klWeight,
            SplittableRandom random) {
        float[] encoded = encoder.outputs();
        float[] outputGradient = encoder.outputGradient.values;
        Arrays.fill(outputGradient, 0);
        for (int r = 0; r < count; r++) {
            local[r].reset();
            for (int i = 0; i < 2 * k; i++) {
                float value = encoded[i * batch + r];
                lambda[r][i] = i < k ? value : Math.max(MIN_LOG_SD, Math.min(MAX_LOG_SD, value));
            }
        }
        return bound.run(
                decoder,
                rows,
                count,
                new BoundBatch.Posteriors() {
                    @Override
                    public void read(int r, float[] mean, float[] logSd) {
                        System.arraycopy(lambda[r], 0, mean, 0, k);
                        System.arraycopy(lambda[r], k, logSd, 0, k);
                    }

                    @Override
                    public void step(int step, int r, float[] meanGradient, float[] logSdGradient) {
                        if (step == 0) {
                            for (int a = 0; a < k; a++) {
                                boolean clamped = lambda[r][k + a] != encoded[(k + a) * batch + r];
                                outputGradient[a * batch + r] = meanGradient[a];
                                outputGradient[(k + a) * batch + r] = clamped ? 0 : logSdGradient[a];
                            }
                        }
                        if (step < steps) {
                            for (int a = 0; a < k; a++) {
                                gradient[a] = -meanGradient[a];
                                gradient[k + a] = -logSdGradient[a];
                            }
                            local[r].step(lambda[r], gradient);
                        }
                    }
                },
                klWeight,
                random);
    }
}
