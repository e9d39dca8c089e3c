package io.lacuna.internal.decoder;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import io.lacuna.internal.numerics.ApproximateNormal;
import java.util.SplittableRandom;

/**
 * How a decoder's outputs describe one feature: which outputs, and the likelihood p(x_j|z). Numbers are normal, or of
 * another family if the fit chose one ({@link NumberHead}). The outputs of all features
 * are one float array; a head reads {@code width()} numbers from {@code offset()} on. Immutable.
 *
 * <p>Uses StrictMath, so that inference gives the same bits on every machine.
 */
public sealed interface OutputHead permits NumberHead, OutputHead.Bernoulli, OutputHead.Categorical {

    int offset();

    int width();

    /**
     * Log p(value | outputs) in nats. Writes its derivative with respect to this head's outputs to {@code gradient}.
     *
     * @param outputs the decoder's outputs, of all heads
     * @param value number in standard units, 0 or 1, or index of the category
     * @param variance noise variance in standard units squared; used by continuous features only
     * @param gradient as long as {@code outputs}; only this head's numbers are written
     */
    double logLikelihood(float[] outputs, double value, double variance, float[] gradient);

    /** A continuous feature: normal, with the output as its mean. */
    record Gaussian(int offset) implements NumberHead {
        private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

        @Override
        public String family() {
            return "gaussian";
        }

        @Override
        public double logLikelihood(float[] outputs, double value, double variance, float[] gradient) {
            double error = value - outputs[offset];
            gradient[offset] = (float) (error / variance);
            return -0.5 * (error * error / variance + StrictMath.log(variance) + LOG_TWO_PI);
        }

        @Override
        public double mean(float[] outputs) {
            return outputs[offset];
        }

        @Override
        public double spread(float[] outputs, double variance) {
            return variance;
        }

        @Override
        public double cdf(float[] outputs, double value, double variance) {
            return ApproximateNormal.cdf((value - outputs[offset]) / Math.sqrt(variance));
        }

        @Override
        public double draw(float[] outputs, double variance, SplittableRandom random) {
            return outputs[offset] + Math.sqrt(variance) * random.nextGaussian();
        }

        @Override
        public double curvature(float[] outputs, double variance) {
            return 1 / variance;
        }

        @Override
        public double slopeByValue(float[] outputs, double value, double variance) {
            return (outputs[offset] - value) / variance;
        }

        @Override
        public double slopeByLogVariance(float[] outputs, double value, double variance) {
            double error = value - outputs[offset];
            return 0.5 * (1 - error * error / variance);
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

    /** The probability of a category given the outputs; for a binary feature the category is 0 or 1. */
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

    /** The category of a binary or categorical feature that a number between 0 and 1 selects, given the outputs. */
    default int pick(float[] outputs, double uniform) {
        int categories = this instanceof Bernoulli ? 2 : width();
        double sum = 0;
        for (int c = 0; c < categories - 1; c++) {
            sum += probability(outputs, c);
            if (uniform < sum) {
                return c;
            }
        }
        return categories - 1;
    }

    /** The heads of these features, in their order and without gaps between them. */
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

    /** The number of outputs that these heads read together. */
    static int totalWidth(OutputHead[] heads) {
        OutputHead last = heads[heads.length - 1];
        return last.offset() + last.width();
    }
}
