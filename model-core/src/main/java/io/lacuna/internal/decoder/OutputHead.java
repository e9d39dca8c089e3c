package io.lacuna.internal.decoder;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;

/**
 * How a decoder's outputs speak for one feature: which of them, and with what likelihood p(x_j|z). Outputs are one float
 * array for all features; a head reads {@code width()} numbers from {@code offset()} on.
 *
 * <p>StrictMath, so that a record's inference gives the same bits on every machine.
 */
public sealed interface OutputHead {

    int offset();

    int width();

    /**
     * Log p(value | outputs) in nats, and its derivative by this head's outputs, which is written to {@code gradient}.
     *
     * @param value standardized number, 0 or 1, or category
     * @param variance of the noise, for a continuous feature
     */
    double logLikelihood(float[] outputs, double value, double variance, float[] gradient);

    /** A continuous feature: normal about the output. */
    record Gaussian(int offset) implements OutputHead {
        private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

        @Override
        public int width() {
            return 1;
        }

        @Override
        public double logLikelihood(float[] outputs, double value, double variance, float[] gradient) {
            double error = value - outputs[offset];
            gradient[offset] = (float) (error / variance);
            return -0.5 * (error * error / variance + StrictMath.log(variance) + LOG_TWO_PI);
        }
    }

    /** A binary feature: the output is the log odds of 1. */
    record Bernoulli(int offset) implements OutputHead {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public double logLikelihood(float[] outputs, double value, double variance, float[] gradient) {
            double logit = outputs[offset];
            gradient[offset] = (float) (value - probability(outputs));
            double signed = value > 0.5 ? logit : -logit;
            return Math.min(signed, 0) - StrictMath.log1p(StrictMath.exp(-Math.abs(signed)));
        }

        double probability(float[] outputs) {
            return 1 / (1 + StrictMath.exp(-outputs[offset]));
        }
    }

    /** A categorical feature: the outputs are log probabilities up to a constant (softmax). */
    record Categorical(int offset, int width) implements OutputHead {
        @Override
        public double logLikelihood(float[] outputs, double value, double variance, float[] gradient) {
            double logTotal = logTotal(outputs);
            for (int c = 0; c < width; c++) {
                gradient[offset + c] =
                        (float) ((c == (int) value ? 1 : 0) - StrictMath.exp(outputs[offset + c] - logTotal));
            }
            return outputs[offset + (int) value] - logTotal;
        }

        private double logTotal(float[] outputs) {
            double highest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < width; c++) {
                highest = Math.max(highest, outputs[offset + c]);
            }
            double sum = 0;
            for (int c = 0; c < width; c++) {
                sum += StrictMath.exp(outputs[offset + c] - highest);
            }
            return highest + StrictMath.log(sum);
        }
    }

    /** Probability of a category under those outputs; of a binary feature's 0 or 1. */
    default double probability(float[] outputs, int category) {
        if (this instanceof Bernoulli bernoulli) {
            double one = bernoulli.probability(outputs);
            return category == 1 ? one : 1 - one;
        }
        if (this instanceof Categorical categorical) {
            return StrictMath.exp(outputs[offset() + category] - categorical.logTotal(outputs));
        }
        throw new IllegalStateException("a continuous feature has no categories");
    }

    /** The heads of those features, side by side in their order. */
    static OutputHead[] of(Features features) {
        OutputHead[] heads = new OutputHead[features.size()];
        int offset = 0;
        for (int j = 0; j < heads.length; j++) {
            Feature feature = features.get(j);
            if (feature.type() instanceof FeatureType.Binary) {
                heads[j] = new Bernoulli(offset);
            } else if (feature.type() instanceof FeatureType.Categorical) {
                heads[j] = new Categorical(offset, feature.categories());
            } else {
                heads[j] = new Gaussian(offset);
            }
            offset += heads[j].width();
        }
        return heads;
    }

    /** Number of outputs that those heads read together. */
    static int totalWidth(OutputHead[] heads) {
        OutputHead last = heads[heads.length - 1];
        return last.offset() + last.width();
    }
}
