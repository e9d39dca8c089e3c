package io.lacuna.internal.training.neural;

import io.lacuna.internal.inference.neural.search.Adam;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The posteriors of SVI (pe-svi 3.1; the Variational Auto-Decoder of relay-vi): every record has its own free mean and
 * log sd with its own Adam moments, updated once per epoch. Means start at small random numbers. Mutable; one fit owns
 * it.
 */
final class FreePosteriors implements RecordPosteriors {
    private static final double START_MEAN_SD = 0.1;

    /**
     * Narrow, so that the sampling noise does not hide the means before the decoder has learned from them. With sd 1 or
     * 0.4, training stayed at the mean of all records for tens of epochs.
     */
    static final float START_LOG_SD = -2;

    private static final float MIN_LOG_SD = -7;
    private static final float MAX_LOG_SD = 2;

    private final int k;
    private final boolean point;
    private final float[] means;
    private final float[] logSds;
    private final float[][] meanMoments;
    private final float[][] logSdMoments;
    private final int[] steps;

    /**
     * @param records n
     * @param latentSize k
     * @param point whether sds are fixed at zero
     * @param random for the first means
     */
    FreePosteriors(int records, int latentSize, boolean point, SplittableRandom random) {
        k = latentSize;
        this.point = point;
        means = new float[records * k];
        logSds = new float[records * k];
        meanMoments = new float[2][records * k];
        logSdMoments = new float[2][records * k];
        steps = new int[records];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) (START_MEAN_SD * random.nextGaussian());
        }
        Arrays.fill(logSds, point ? Float.NEGATIVE_INFINITY : START_LOG_SD);
    }

    /** Sets the start of a record's posterior. */
    void start(int record, float[] mean, float[] sd) {
        System.arraycopy(mean, 0, means, record * k, k);
        for (int a = 0; a < k && !point; a++) {
            logSds[record * k + a] = (float) Math.max(MIN_LOG_SD, Math.min(MAX_LOG_SD, Math.log(sd[a])));
        }
    }

    @Override
    public void read(int record, float[] mean, float[] logSd) {
        System.arraycopy(means, record * k, mean, 0, k);
        System.arraycopy(logSds, record * k, logSd, 0, k);
    }

    @Override
    public void step(int record, float[] meanGradient, float[] logSdGradient, double rate) {
        int at = record * k;
        int time = ++steps[record];
        Adam.update(means, at, meanGradient, 0, meanMoments[0], meanMoments[1], at, k, time, rate);
        if (!point) {
            Adam.update(logSds, at, logSdGradient, 0, logSdMoments[0], logSdMoments[1], at, k, time, rate);
            for (int i = at; i < at + k; i++) {
                logSds[i] = Math.max(MIN_LOG_SD, Math.min(MAX_LOG_SD, logSds[i]));
            }
        }
    }

    @Override
    public void stepShared(double rate, int records) {
        // Nothing is shared: the mean-field assumption.
    }
}
