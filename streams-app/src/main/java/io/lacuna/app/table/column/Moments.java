package io.lacuna.app.table.column;

/**
 * Mean, variance and shape of the numbers of a column, by updates without cancellation. Mutable, owned by one thread.
 */
final class Moments {
    private long n;
    private double mean;
    private double second;
    private double third;
    private double fourth;

    void see(double number) {
        long before = n++;
        double delta = number - mean;
        double step = delta / n;
        double square = step * step;
        double term = delta * step * before;
        mean += step;
        fourth += term * square * ((double) n * n - 3.0 * n + 3) + 6 * square * second - 4 * step * third;
        third += term * step * (n - 2) - 3 * step * second;
        second += term;
    }

    /** Number of numbers seen. */
    long count() {
        return n;
    }

    double mean() {
        return mean;
    }

    /** Standard deviation; 0 without two numbers. */
    double sd() {
        return n < 2 ? 0 : Math.sqrt(second / (n - 1));
    }

    /** Third central moment over the cube of the standard deviation: 0 for a symmetric distribution. */
    double skewness() {
        return second > 0 ? Math.sqrt(n) * third / Math.pow(second, 1.5) : 0;
    }

    /** Fourth central moment over the fourth power of the standard deviation: 1.8 for uniform, 3 for normal. */
    double kurtosis() {
        return second > 0 ? n * fourth / (second * second) : 0;
    }
}
