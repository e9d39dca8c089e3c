package io.lacuna.app.progress;

import io.lacuna.app.progress.OutcomeCounts.Outcome;
import io.lacuna.app.progress.Stop.Cause;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Share of recent records that became dead letters. If nearly all do, the cause is not a record but the setup: another
 * format, a field that changed its type, a registry that refuses schemas. Safe to share between threads.
 */
public final class DeadLetterShare implements OutcomeCounts.Listener {
    /** With fewer records nothing is reported. */
    private static final double FEWEST = 100;

    /** Older records count half as much each time that as many newer ones have come. */
    private static final double WINDOW = 400;

    private static final double NEARLY_ALL = 0.95;

    /** A stop that begins again before the share has fallen below this is the same one to the listener. */
    private static final double OVER = 0.5;

    private double records;
    private double deadLetters;
    private @Nullable String reason;

    /** Why the stop began, unchanged while it lasts; null where there is none. */
    private @Nullable String stopped;

    private Consumer<String> listener = words -> {};
    private boolean told;

    /** The listener is called when a stop begins, with a line about it, on a thread that commits. */
    public synchronized void whenStopped(Consumer<String> stopListener) {
        listener = stopListener;
    }

    @Override
    public synchronized void committed(Outcome outcome, long count) {
        records += count;
        deadLetters += outcome == Outcome.DEAD_LETTER ? count : 0;
        while (records > WINDOW) {
            records /= 2;
            deadLetters /= 2;
        }
        told &= deadLetters >= OVER * records;
        boolean nearlyAll = records >= FEWEST && deadLetters >= NEARLY_ALL * records;
        if (!nearlyAll) {
            stopped = null;
        } else if (stopped == null) {
            String began = "nearly every record becomes a dead letter" + (reason == null ? "" : ": " + reason);
            stopped = began;
            if (!told) {
                told = true;
                listener.accept(began);
            }
        }
    }

    /** Why a record becomes a dead letter. */
    public synchronized void reason(Exception failure) {
        Throwable root = failure;
        while (root.getMessage() == null && root.getCause() != null) {
            root = root.getCause();
        }
        reason = root.getMessage();
    }

    /** The stop, where nearly every record becomes a dead letter. */
    public synchronized Optional<Stop> stop() {
        return stopped == null ? Optional.empty() : Optional.of(new Stop(Cause.DEAD_LETTERS, stopped));
    }
}
