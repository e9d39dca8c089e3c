package io.lacuna.app.trainer;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.TrainerSettings;
import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs refits until it is closed: every {@code trainer.interval.ms}, when the input topic has grown by {@code
 * trainer.new.records} since the last run began, and when the live scores drift. Between runs it watches the stream.
 * While a proposal is on trial, new records alone start no run. A failure is reported in one line and the run is tried
 * again; running out of memory counts as such a failure.
 *
 * <p>{@link #run} belongs to one thread; {@link #close} may be called from any.
 */
public final class TrainerLoop implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);
    private static final long LOOK_MS = 250;
    private static final long RETRY_MS = 5_000;

    private final Trainer trainer;
    private final long intervalMs;
    private final long newRecords;
    private final Consumer<Trainer.Run> heard;
    private final Consumer<String> failed;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Clock clock;
    private volatile long nextMs;
    private volatile boolean fitting;
    private String blind = "";

    /**
     * @param heard receives each run
     * @param failed receives each failure, as one line
     */
    public TrainerLoop(LacunaConfig config, Trainer trainer, Consumer<Trainer.Run> heard, Consumer<String> failed) {
        this.trainer = trainer;
        this.heard = heard;
        this.failed = failed;
        TrainerSettings.Schedule schedule = config.trainer().schedule();
        intervalMs = schedule.intervalMs();
        newRecords = schedule.newRecords();
        clock = config.clock();
        nextMs = clock.millis();
    }

    /** When the next refit starts at the latest, milliseconds since 1970; new records or drift may start it sooner. */
    public long nextMs() {
        return nextMs;
    }

    /** Whether a refit runs now. */
    public boolean isFitting() {
        return fitting;
    }

    @Override
    public void run() {
        long last = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(intervalMs);
        long grown = 0;
        boolean waiting = false;
        try {
            while (!stopped(0)) {
                long now = System.nanoTime();
                long waitMs = waiting ? Math.min(intervalMs, RETRY_MS) : intervalMs;
                boolean due = now - last >= TimeUnit.MILLISECONDS.toNanos(waitMs);
                Trigger trigger = trigger(due, grown);
                if (trigger != null) {
                    last = now;
                    long startMs = clock.millis();
                    grown = size(grown);
                    fitting = true;
                    waiting = !one(trigger);
                    fitting = false;
                    nextMs = startMs + (waiting ? Math.min(intervalMs, RETRY_MS) : intervalMs);
                }
                stopped(LOOK_MS);
            }
        } finally {
            ended.countDown();
        }
    }

    private @Nullable Trigger trigger(boolean due, long grown) {
        Trigger noticed = look();
        if (asked.getAndSet(false)) {
            return Trigger.HAND;
        }
        if (noticed != null || due) {
            return noticed == null ? Trigger.SCHEDULE : noticed;
        }
        boolean more = newRecords > 0 && !trainer.isOnTrial() && size(grown) - grown >= newRecords;
        return more ? Trigger.NEW_RECORDS : null;
    }

    /** Looks at the stream. A failure to look is reported once, until a look succeeds again. */
    private @Nullable Trigger look() {
        try {
            Trigger noticed = trainer.look(heard).orElse(null);
            blind = "";
            return noticed;
        } catch (CancellationException | WakeupException stopped) {
            return null;
        } catch (RuntimeException failure) {
            String why = String.valueOf(failure.getMessage());
            if (!why.equals(blind)) {
                tell("watching the stream failed and will be tried again: " + why);
                LOG.debug("watching the stream failed", failure);
            }
            blind = why;
            return null;
        }
    }

    /** Runs once; returns whether a generation was published or refused. */
    private boolean one(Trigger trigger) {
        try {
            Trainer.Run run = trainer.run(
                    (done, what) -> {
                        if (stop.getCount() == 0) {
                            throw new CancellationException("stopped");
                        }
                    },
                    trigger);
            heard.accept(run);
            return !(run instanceof Trainer.Run.Skipped);
        } catch (CancellationException | WakeupException stopped) {
            return true;
        } catch (RuntimeException failure) {
            tell("the refit failed: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage()));
            LOG.debug("the refit failed", failure);
        } catch (OutOfMemoryError full) {
            tell("the refit ran out of memory; lower trainer.window.records or give the trainer more memory");
        }
        return false;
    }

    private void tell(String line) {
        if (stop.getCount() > 0) {
            failed.accept(line);
        }
    }

    private long size(long before) {
        try {
            return trainer.grown();
        } catch (RuntimeException away) {
            // The scheduled run will report the failure; here it only means that no new record is seen.
            return before;
        }
    }

    private boolean stopped(long waitMs) {
        try {
            return stop.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stop.countDown();
            return true;
        }
    }

    /** Starts a refit as soon as a running one has ended. */
    public void trigger() {
        asked.set(true);
    }

    /** Ends the loop and waits for it, at most for this time. */
    public boolean close(long timeoutMs) {
        stop.countDown();
        trainer.wakeup();
        try {
            return ended.await(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        close(10_000);
    }
}
