package io.lacuna.demo;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.app.config.TrainerKeys;
import io.lacuna.demo.feed.Feed;
import java.util.HashMap;
import java.util.Map;

/**
 * How the demo runs for a feed of a given size: when the first fit starts, how large the training window is, when
 * refits start, and where the sender waits for the first model and for the refit after the drift. Immutable.
 *
 * @param backlog number of records before the first fit
 * @param window largest number of records that a fit uses
 * @param every number of records between refits
 * @param perSecond records per second after the backlog
 * @param firstAt index of the record before which the sender waits for the first model, so that there is one before the drift
 *     also where fits take long; the feed's size for never
 * @param holdAt index of the record before which the sender waits for the refit; the feed's size for never
 * @param drifted index of the record from which on a fit has seen enough of the drift to count as a refit after it
 */
record DemoPlan(long backlog, long window, long every, double perSecond, long firstAt, long holdAt, long drifted) {
    private static final double SECONDS = 30;

    /** Of fewer records, the first ones may be too few for a fit. */
    private static final long LEAST_TO_WAIT = 1_000;

    static DemoPlan of(Feed feed, DemoOptions options) {
        long size = feed.size();
        double rate = options.rate() > 0 ? options.rate() : Math.max(20, size / SECONDS);
        if (feed.driftAt() >= size) {
            // A table is short and may be sorted: a model of its first rows would say little about the last.
            long backlog = size - size / 4;
            return new DemoPlan(backlog, Math.max(size, 1), Math.max(1, size / 8), rate, size, size, size);
        }
        long window = Math.max(1, size / 5);
        return new DemoPlan(
                size * 3 / 20,
                window,
                Math.max(1, size * 3 / 20),
                rate,
                size < LEAST_TO_WAIT ? size : size * 7 / 40,
                size * 5 / 8,
                feed.driftAt() + window / 4);
    }

    /** The index of the first drifted record, for a given number of records. */
    static long driftOf(long records) {
        return records * 2 / 5;
    }

    /** The configuration of the demo's stream and trainer. */
    Map<String, String> keys(String inputTopic, DemoOptions options) {
        Map<String, String> keys = new HashMap<>();
        keys.put(LacunaConfig.APPLICATION_ID, "lacuna-demo");
        keys.put(LacunaConfig.INPUT_TOPIC, inputTopic);
        keys.put(RuntimeKeys.HTTP_PORT, Integer.toString(options.port()));
        keys.put(RuntimeKeys.SHUTDOWN_TIMEOUT_MS, "5000");
        keys.put(TrainerKeys.TRAINER_METHOD, options.method());
        keys.put(TrainerKeys.TRAINER_SEED, Long.toString(options.seed()));
        keys.put(TrainerKeys.TRAINER_BUDGET_MS, Long.toString(options.budget().toMillis()));
        keys.put(TrainerKeys.TRAINER_MIN_RECORDS, Long.toString(Math.max(1, backlog)));
        keys.put(TrainerKeys.TRAINER_WINDOW_RECORDS, Long.toString(Math.min(Integer.MAX_VALUE, window)));
        keys.put(TrainerKeys.TRAINER_NEW_RECORDS, Long.toString(every));
        return keys;
    }
}
