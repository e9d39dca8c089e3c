package io.lacuna.internal.decoder;

import java.util.SplittableRandom;

/**
 * A number read in steps, such as that of a sensor with few digits: a discretized logistic distribution around the output
 * (buffered-svi, appendix D; Salimans et al. 2017, equation 2). The likelihood is the probability of the value's step,
 *
 * <pre>
 *     p(x) = F((x + halfStep - output) / s) - F((x - halfStep - output) / s),   F(u) = 1 / (1 + e^-u),
 * </pre>
 *
 * <p>divided by the width of the step, so that it compares with densities. The noise variance is s squared. Between the
 * values that occur, cdf and draws are those of the logistic distribution itself. Immutable.
 *
 * @param halfStep half of the distance of neighbouring values, in standard units; positive
 */
public record LogisticHead(int offset, float halfStep) implements NumberHead {
    private static final double TINY = 1e-300;

    public LogisticHead {
        if (!(halfStep > 0) || Float.isInfinite(halfStep)) {
            throw new IllegalArgumentException("half a step of a discretized number is " + halfStep);
        }
    }

    @Override
    public String family() {
        return "discretized-logistic";
    }

    private static double sigmoid(double u) {
        return u >= 0 ? 1 / (1 + StrictMath.exp(-u)) : StrictMath.exp(u) / (1 + StrictMath.exp(u));
    }

    /** {@code log F(b) - F(a)} for a below b, without cancellation: {@code log F(b) + log F(-a) + log(1 - e^(a - b))}. */
    private static double logDifference(double a, double b) {
        return logSigmoid(b) + logSigmoid(-a) + StrictMath.log(Math.max(TINY, -StrictMath.expm1(a - b)));
    }

    private static double logSigmoid(double u) {
        return Math.min(u, 0) - StrictMath.log1p(StrictMath.exp(-Math.abs(u)));
    }

    @Override
    public double logLikelihood(float[] outputs, double value, double variance, float[] gradient) {
        double s = Math.sqrt(variance);
        double below = (value - halfStep - outputs[offset]) / s;
        double above = (value + halfStep - outputs[offset]) / s;
        gradient[offset] = (float) -slopeByValue(outputs, value, variance);
        return logDifference(below, above) - StrictMath.log(2 * halfStep);
    }

    @Override
    public double mean(float[] outputs) {
        return outputs[offset];
    }

    @Override
    public double spread(float[] outputs, double variance) {
        return variance * Math.PI * Math.PI / 3;
    }

    @Override
    public double cdf(float[] outputs, double value, double variance) {
        return sigmoid((value - outputs[offset]) / Math.sqrt(variance));
    }

    @Override
    public double draw(float[] outputs, double variance, SplittableRandom random) {
        double uniform = Math.max(TINY, random.nextDouble());
        return outputs[offset] + Math.sqrt(variance) * StrictMath.log(uniform / (1 - uniform));
    }

    /** That of the logistic density; steps wider than its scale carry less. */
    @Override
    public double curvature(float[] outputs, double variance) {
        return 1 / (3 * variance);
    }

    /** From {@code d log F(b) / db = F(-b)}: the width b - a does not depend on the value. */
    @Override
    public double slopeByValue(float[] outputs, double value, double variance) {
        double s = Math.sqrt(variance);
        double below = (value - halfStep - outputs[offset]) / s;
        double above = (value + halfStep - outputs[offset]) / s;
        return (sigmoid(-above) - sigmoid(below)) / s;
    }

    @Override
    public double slopeByLogVariance(float[] outputs, double value, double variance) {
        double s = Math.sqrt(variance);
        double below = (value - halfStep - outputs[offset]) / s;
        double above = (value + halfStep - outputs[offset]) / s;
        double width = above - below;
        double byWidth = width / Math.max(TINY, StrictMath.expm1(width));
        // All three terms shrink with s: d / d log variance is -1/2 of the derivative along (above, below, width).
        return 0.5 * (sigmoid(-above) * above - sigmoid(below) * below + byWidth);
    }
}
