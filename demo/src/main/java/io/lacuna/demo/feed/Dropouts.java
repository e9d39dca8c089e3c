package io.lacuna.demo.feed;

import java.util.SplittableRandom;

/**
 * What one station loses on the way: single cells; channels for half a day on average; all channels of a logger for a
 * quarter of a day; sometimes a whole record. About a quarter of all cells. Mutable; one thread owns it.
 */
final class Dropouts {
    private static final double CELL = 0.06;
    private static final double RECORD = 0.002;
    private static final double CHANNEL_FAILS = 1.0 / 250;
    private static final double CHANNEL_RETURNS = 1.0 / 40;
    private static final double LOGGER_FAILS = 1.0 / 400;
    private static final double LOGGER_RETURNS = 1.0 / 20;

    private final SplittableRandom random;
    private final int perLogger;
    private final boolean[] channelDown;
    private final boolean[] loggerDown;

    /**
     * @param channels number of channels
     * @param perLogger number of channels that one logger records, in their order
     */
    Dropouts(SplittableRandom random, int channels, int perLogger) {
        this.random = random;
        this.perLogger = perLogger;
        channelDown = new boolean[channels];
        loggerDown = new boolean[(channels + perLogger - 1) / perLogger];
    }

    /** A copy of the reading with NaN for lost cells. */
    double[] apply(double[] truth) {
        update(channelDown, CHANNEL_FAILS, CHANNEL_RETURNS);
        update(loggerDown, LOGGER_FAILS, LOGGER_RETURNS);
        boolean all = random.nextDouble() < RECORD;
        double[] observed = truth.clone();
        for (int j = 0; j < observed.length; j++) {
            boolean cell = random.nextDouble() < CELL;
            if (all || cell || channelDown[j] || loggerDown[j / perLogger]) {
                observed[j] = Double.NaN;
            }
        }
        return observed;
    }

    private void update(boolean[] down, double fails, double returns) {
        for (int i = 0; i < down.length; i++) {
            double u = random.nextDouble();
            down[i] = down[i] ? u >= returns : u < fails;
        }
    }
}
