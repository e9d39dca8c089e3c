package io.lacuna.internal.decoder;

import java.util.SplittableRandom;

/**
 * A continuous feature: one output, and a family of distributions around it. Values are in standard units, {@code
 * variance} is the decoder's noise variance: the squared scale of the family. Immutable.
 */
public sealed interface NumberHead extends OutputHead
        permits OutputHead.Gaussian, StudentHead, LogisticHead, ContinuousBernoulliHead {

    /** The name of the family, in options and artifacts. */
    String family();

    @Override
    default int width() {
        return 1;
    }

    /** The mean of the feature. */
    double mean(float[] outputs);

    /** The variance of the feature. */
    double spread(float[] outputs, double variance);

    /** The probability of values up to this one. */
    double cdf(float[] outputs, double value, double variance);

    /** A value of the feature. */
    double draw(float[] outputs, double variance, SplittableRandom random);

    /** The expected curvature of {@code -log p} with respect to the output (Fisher information), positive. */
    double curvature(float[] outputs, double variance);

    /** The derivative of {@code log p} with respect to the value. */
    double slopeByValue(float[] outputs, double value, double variance);

    /** The derivative of {@code -log p} with respect to the logarithm of the variance; 0 for a family without a scale. */
    double slopeByLogVariance(float[] outputs, double value, double variance);
}
