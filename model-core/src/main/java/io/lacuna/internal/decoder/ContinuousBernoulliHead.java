package io.lacuna.internal.decoder;

import java.util.SplittableRandom;

/**
 * A number between two bounds, such as a pixel or a share: the continuous Bernoulli distribution (Loaiza-Ganem and
 * Cunningham 2019) of {@code x = (value - low) / (high - low)}, with the output as its natural parameter eta:
 *
 * <pre>
 *     p(x) = eta e^(eta x) / (e^eta - 1),   0 &lt;= x &lt;= 1
 * </pre>
 *
 * <p>It has no scale: the noise variance is not used. Immutable.
 *
 * @param low the lower bound, in standard units
 * @param high the upper bound
 */
public record ContinuousBernoulliHead(int offset, float low, float high) implements NumberHead {
    /** Closer to zero, series take the place of differences that cancel. */
    private static final double NEAR = 0.02;

    public ContinuousBernoulliHead {
        if (!(high > low) || Float.isInfinite(high - low)) {
            throw new IllegalArgumentException("bounds of a number are " + low + " and " + high);
        }
    }

    @Override
    public String family() {
        return "continuous-bernoulli";
    }

    /** {@code log((e^eta - 1) / eta)}. */
    private static double logNormalizer(double eta) {
        if (Math.abs(eta) < NEAR) {
            return eta / 2 + eta * eta / 24;
        }
        // For a positive eta, e^eta (1 - e^-eta), which does not overflow.
        double magnitude = Math.abs(eta);
        double log = StrictMath.log(-StrictMath.expm1(-magnitude) / magnitude);
        return eta > 0 ? eta + log : log;
    }

    /** The mean of x, the derivative of {@link #logNormalizer}. */
    private static double mean(double eta) {
        return Math.abs(eta) < NEAR ? 0.5 + eta / 12 - eta * eta * eta / 720 : 1 / -StrictMath.expm1(-eta) - 1 / eta;
    }

    /** The variance of x. */
    private static double variance(double eta) {
        if (Math.abs(eta) < NEAR) {
            return 1.0 / 12 - eta * eta / 240;
        }
        double half = StrictMath.sinh(Math.min(300, Math.abs(eta) / 2));
        return 1 / (eta * eta) - 0.25 / (half * half);
    }

    private double unit(double value) {
        return Math.max(0, Math.min(1, (value - low) / ((double) high - low)));
    }

    @Override
    public double logLikelihood(float[] outputs, double value, double variance, float[] gradient) {
        double eta = outputs[offset];
        double x = unit(value);
        gradient[offset] = (float) (x - mean(eta));
        return eta * x - logNormalizer(eta) - StrictMath.log((double) high - low);
    }

    @Override
    public double mean(float[] outputs) {
        return low + ((double) high - low) * mean((double) outputs[offset]);
    }

    @Override
    public double spread(float[] outputs, double variance) {
        double range = (double) high - low;
        return range * range * variance(outputs[offset]);
    }

    @Override
    public double cdf(float[] outputs, double value, double variance) {
        double eta = outputs[offset];
        double x = unit(value);
        if (Math.abs(eta) < 1e-6) {
            return x;
        }
        return eta < 0
                ? StrictMath.expm1(eta * x) / StrictMath.expm1(eta)
                : (StrictMath.exp(eta * (x - 1)) - StrictMath.exp(-eta)) / -StrictMath.expm1(-eta);
    }

    /** By the inverse of the cdf, {@code x = log(1 + u (e^eta - 1)) / eta}. */
    @Override
    public double draw(float[] outputs, double variance, SplittableRandom random) {
        double eta = outputs[offset];
        double u = random.nextDouble();
        double x = u;
        if (Math.abs(eta) >= 1e-6) {
            x = eta < 0
                    ? StrictMath.log1p(u * StrictMath.expm1(eta)) / eta
                    : 1 + StrictMath.log(u + (1 - u) * StrictMath.exp(-eta)) / eta;
        }
        return low + ((double) high - low) * Math.max(0, Math.min(1, x));
    }

    @Override
    public double curvature(float[] outputs, double variance) {
        return variance(outputs[offset]);
    }

    @Override
    public double slopeByValue(float[] outputs, double value, double variance) {
        return outputs[offset] / ((double) high - low);
    }

    @Override
    public double slopeByLogVariance(float[] outputs, double value, double variance) {
        return 0;
    }
}
