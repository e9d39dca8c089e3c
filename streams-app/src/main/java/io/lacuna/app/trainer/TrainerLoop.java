package io.lacuna.app.trainer;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.TrainerSettings;
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
 * Runs refits until it is closed: every {@code trainer.interval.ms}, whenever the input topic has grown by
 * {@code trainer.new.records} since the last one began, and when the live scores drift. Between them it watches the
 * stream. While a proposal is on trial, new records alone start none. What fails is told in one line and tried again; running out of
 * memory is such a failure.
 *
 * <p>{@link #run} belongs to one thread; {@link #close} may come from any.
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
    private String blind = "";

    /**
     * @param heard is told of each run
     * @param failed is told of each run that failed, in one line
     */
    public TrainerLoop(LacunaConfig config, Trainer trainer, Consumer<Trainer.Run> heard, Consumer<String> failed) {
        this.trainer = trainer;
        this.heard = heard;
        this.failed = failed;
        TrainerSettings.Schedule schedule = config.trainer().schedule();
        intervalMs = schedule.intervalMs();
        newRecords = schedule.newRecords();
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
                    grown = size(grown);
                    waiting = !one(trigger);
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

    /** What the watch asks for; what it cannot see is told once, until it sees again. */
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
                tell("watching the stream failed, and is tried again: " + why);
                LOG.debug("watching the stream failed", failure);
            }
            blind = why;
            return null;
        }
    }

    /** One run; whether it came to a generation, published or refused. */
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
            tell("the refit ran out of memory; lower trainer.window.records or give the trainer more");
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
            // The run that the schedule starts says what is wrong; here there is only nothing new to see.
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

    /** Has a refit start as soon as the one that may be running is over. */
    public void trigger() {
        asked.set(true);
    }

    /** Ends the loop and waits for it, at most that long. */
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
