package io.lacuna.demo.feed;

import io.lacuna.data.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is lost on the way: single cells; channels for half a day on average; whole stations for a quarter of a day;
 * sometimes a whole record. About a quarter of all cells. Mutable; one thread owns it.
 */
final class Dropouts {
    private static final double CELL = 0.06;
    private static final double RECORD = 0.002;
    private static final double CHANNEL_FAILS = 1.0 / 250;
    private static final double CHANNEL_RETURNS = 1.0 / 40;
    private static final double STATION_FAILS = 1.0 / 400;
    private static final double STATION_RETURNS = 1.0 / 20;

    private final SplittableRandom random;
    private final int[] stationOf;
    private final boolean[] channelDown;
    private final boolean[] stationDown;

    Dropouts(SplittableRandom random, Features features) {
        this.random = random;
        channelDown = new boolean[features.size()];
        stationOf = new int[features.size()];
        List<String> stations = new ArrayList<>();
        for (int j = 0; j < stationOf.length; j++) {
            String name = features.get(j).name();
            int end = name.indexOf('_');
            String station = end < 0 ? name : name.substring(0, end);
            if (!stations.contains(station)) {
                stations.add(station);
            }
            stationOf[j] = stations.indexOf(station);
        }
        stationDown = new boolean[stations.size()];
    }

    /** A copy of the reading with NaN for lost cells. */
    double[] apply(double[] truth) {
        update(channelDown, CHANNEL_FAILS, CHANNEL_RETURNS);
        update(stationDown, STATION_FAILS, STATION_RETURNS);
        boolean all = random.nextDouble() < RECORD;
        double[] observed = truth.clone();
        for (int j = 0; j < observed.length; j++) {
            boolean cell = random.nextDouble() < CELL;
            if (all || cell || channelDown[j] || stationDown[stationOf[j]]) {
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
