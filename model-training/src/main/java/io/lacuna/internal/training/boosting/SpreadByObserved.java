package io.lacuna.internal.training.boosting;

/**
 * The standard deviation of residuals by the number of other observed features. Neighbouring numbers share their
 * residuals, and numbers with few residuals are drawn towards the spread of all. Mutable, for one thread.
 */
final class SpreadByObserved {
    /** All residuals together count as this many of each number. */
    private static final double POOLED = 30;

    /** The weight of residuals of a neighbouring number. */
    private static final double NEIGHBOUR = 0.5;

    private static final double SMALLEST = 1e-4;

    private final double[] squares;
    private final double[] counts;

    /**
     * @param features the number of features, one more than the largest number of others
     */
    SpreadByObserved(int features) {
        squares = new double[features];
        counts = new double[features];
    }

    /** Adds a residual of a row with so many other observed features. */
    void add(int observed, double residual) {
        squares[observed] += residual * residual;
        counts[observed]++;
    }

    float[] result() {
        double allSquares = 0;
        double all = 0;
        for (int o = 0; o < squares.length; o++) {
            allSquares += squares[o];
            all += counts[o];
        }
        float[] sd = new float[squares.length];
        for (int o = 0; o < sd.length; o++) {
            double sum = POOLED * (all == 0 ? 1 : allSquares / all);
            double count = POOLED;
            for (int near = Math.max(0, o - 1); near <= Math.min(sd.length - 1, o + 1); near++) {
                double weight = near == o ? 1 : NEIGHBOUR;
                sum += weight * squares[near];
                count += weight * counts[near];
            }
            sd[o] = (float) Math.max(SMALLEST, Math.sqrt(sum / count));
        }
        return sd;
    }
}
