package io.lacuna.internal.context.tables;

/**
 * The slow mean of a key's residuals: the recent average error of the model. Residuals are summed in {@link #BUCKETS}
 * buckets of {@link #BUCKET_STEPS} steps of time each; the weight of a bucket is {@link #DECAY} times that of the next
 * newer one. So the mean is a function of the records of the last {@code BUCKETS * BUCKET_STEPS} steps only, and an
 * audit that reads these records computes the same mean. Residuals are rounded to {@link #UNITS} parts of a standard
 * unit, so that sums are exact and do not depend on the order of addition.
 */
public final class SlowMean {
    /** Number of buckets. */
    public static final int BUCKETS = 5;

    /** Length of a bucket, in steps. */
    public static final int BUCKET_STEPS = 12;

    /** Weight of a bucket relative to that of the next newer one. */
    public static final double DECAY = 0.6;

    /** Resolution of residuals: parts of a standard unit. */
    public static final int UNITS = 64;

    /** Number of additional residuals that count as zero: shrinks the mean of few residuals towards zero. */
    private static final double PRIOR = 2;

    /** Larger residuals, positive or negative, are clipped to this, in parts of a standard unit. */
    private static final int MOST = 8 * UNITS;

    private SlowMean() {}

    /** The number of the bucket that contains a time. */
    public static long bucket(long time, double step) {
        return (long) Math.floor(time / (step * BUCKET_STEPS));
    }

    /** A residual in parts of a standard unit. */
    public static int units(double residual) {
        return (int) Math.max(-MOST, Math.min(MOST, Math.rint(residual * UNITS)));
    }

    /**
     * The mean, in standard units; 0 where there is no residual.
     *
     * @param sums [bucket][feature] of residuals, the newest bucket first, in parts of a standard unit
     * @param counts [bucket][feature] of residuals
     */
    public static float of(int[][] sums, int[][] counts, int feature) {
        double sum = 0;
        double count = PRIOR;
        double weight = 1;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            sum += weight * sums[bucket][feature];
            count += weight * counts[bucket][feature];
            weight *= DECAY;
        }
        return (float) (sum / count / UNITS);
    }
}
