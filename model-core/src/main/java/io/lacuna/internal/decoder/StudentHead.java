package io.lacuna.internal.decoder;

import java.util.SplittableRandom;

/**
 * A number with outliers: Student's t with {@value #DEGREES} degrees of freedom around the output; the noise variance is
 * its squared scale. Immutable.
 */
public record StudentHead(int offset) implements NumberHead {
    static final int DEGREES = 4;

    /** {@code log Gamma(5/2) - log Gamma(2) - log(4 pi) / 2}; Gamma(5/2) is 3/4 of the root of pi. */
    private static final double CONSTANT = Math.log(0.75 * Math.sqrt(Math.PI)) - 0.5 * Math.log(DEGREES * Math.PI);

    @Override
    public String family() {
        return "student-t";
    }

    @Override
    public double logLikelihood(float[] outputs, double value, double variance, float[] gradient) {
        double error = value - outputs[offset];
        double squares = DEGREES * variance + error * error;
        gradient[offset] = (float) ((DEGREES + 1) * error / squares);
        return CONSTANT
                - 0.5 * StrictMath.log(variance)
                - 0.5 * (DEGREES + 1) * StrictMath.log(squares / (DEGREES * variance));
    }

    @Override
    public double mean(float[] outputs) {
        return outputs[offset];
    }

    @Override
    public double spread(float[] outputs, double variance) {
        return variance * DEGREES / (DEGREES - 2);
    }

    /** The closed form for four degrees of freedom. */
    @Override
    public double cdf(float[] outputs, double value, double variance) {
        double t = (value - outputs[offset]) / Math.sqrt(variance);
        double u = t / Math.sqrt(DEGREES + t * t);
        return 0.5 + u * (0.75 - 0.25 * u * u);
    }

    /** A normal number over the root of a mean of four squares of others. */
    @Override
    public double draw(float[] outputs, double variance, SplittableRandom random) {
        double squares = 0;
        for (int i = 0; i < DEGREES; i++) {
            double g = random.nextGaussian();
            squares += g * g;
        }
        return outputs[offset] + Math.sqrt(variance * DEGREES / squares) * random.nextGaussian();
    }

    @Override
    public double curvature(float[] outputs, double variance) {
        return (DEGREES + 1) / ((DEGREES + 3) * variance);
    }

    @Override
    public double slopeByValue(float[] outputs, double value, double variance) {
        double error = value - outputs[offset];
        return -(DEGREES + 1) * error / (DEGREES * variance + error * error);
    }

    @Override
    public double slopeByLogVariance(float[] outputs, double value, double variance) {
        double error = value - outputs[offset];
        return 0.5 - 0.5 * (DEGREES + 1) * error * error / (DEGREES * variance + error * error);
    }
}
