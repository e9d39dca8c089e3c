package io.lacuna.app.table.column;

/** Mean, spread and shape of the numbers of a column, by updates that do not cancel. Mutable, owned by one thread. */
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

    /** Third moment over the cube of the standard deviation: 0 of what is even on both sides. */
    double skewness() {
        return second > 0 ? Math.sqrt(n) * third / Math.pow(second, 1.5) : 0;
    }

    /** Fourth moment over the fourth power of the standard deviation: 1.8 of an even spread, 3 of a normal. */
    double kurtosis() {
        return second > 0 ? n * fourth / (second * second) : 0;
    }
}
