package io.lacuna.internal.numerics;

/**
 * Mean and variance of a sequence of numbers, by Welford's recurrence: squares are about the current mean, so that
 * nothing cancels if the mean is far from zero, as for timestamps. Equal numbers have a variance of exactly 0. Mutable;
 * for one thread.
 */
public final class SampleMoments {
    private long count;
    private double mean;
    private double squares;

    public void add(double number) {
        count++;
        double before = number - mean;
        mean += before / count;
        squares += before * (number - mean);
    }

    public long count() {
        return count;
    }

    /** The mean; 0 without numbers. */
    public double mean() {
        return mean;
    }

    /** The population variance: the mean squared distance from the mean; 0 without numbers. */
    public double populationVariance() {
        return count == 0 ? 0 : squares / count;
    }

    /** The sample variance, with n - 1 in the denominator; 0 for fewer than two numbers. */
    public double variance() {
        return count < 2 ? 0 : squares / (count - 1);
    }

    /** The sum of the squared distances from a point. */
    public double squaresAround(double point) {
        return squares + count * (mean - point) * (mean - point);
    }

    /**
     * The mean in its own standard errors. 0 for fewer than two numbers. Infinite, with the mean's sign, for equal
     * numbers other than zero, because their sign is certain.
     */
    public double z() {
        if (count < 2 || mean == 0) {
            return 0;
        }
        return mean / Math.sqrt(variance() / count);
    }
}
