package io.lacuna.app.trainer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what a trainer does, as {@code lacuna_trainer_*} metrics, and knows whether it can work. Safe to share between threads. */
public final class TrainerMeters {
    private static final List<Class<? extends Trainer.Run>> RUNS = List.of(
            Trainer.Run.Published.class,
            Trainer.Run.Proposed.class,
            Trainer.Run.Refused.class,
            Trainer.Run.Noticed.class,
            Trainer.Run.Skipped.class);

    private final MeterRegistry registry;
    private final Clock clock;
    private final AtomicLong lastRunMs = new AtomicLong();
    private final AtomicLong generation = new AtomicLong();
    private volatile String lastRun = "none yet";
    private volatile String lastWords = "";

    /** The last failure, until something succeeds; null if there is none. */
    private volatile @Nullable String failure;

    /**
     * Status of a trainer, as in its {@code /api/status}.
     *
     * @param lastRun what the last run came to: published, proposed, refused, noticed or skipped
     * @param lastRunMs when it ended, milliseconds since 1970; 0 if none has
     * @param lastWords the same in one line, with the figures of both models and the reason
     * @param generation that was published, proposed or refused last; 0 if none was
     * @param fitting whether a refit runs now
     * @param nextRefitMs when the next refit starts at the latest, milliseconds since 1970
     * @param notReady the failure that it meets; empty if there is none
     */
    public record Status(
            String lastRun,
            long lastRunMs,
            String lastWords,
            long generation,
            boolean fitting,
            long nextRefitMs,
            List<String> notReady) {}

    public TrainerMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        RUNS.forEach(kind -> runs(word(kind)));
        failures();
        TimeGauge.builder("lacuna.trainer.last.run.timestamp", lastRunMs::get, TimeUnit.MILLISECONDS)
                .description("When the last run ended, since 1970; 0 if none has")
                .register(registry);
        Gauge.builder("lacuna.trainer.generation", generation, AtomicLong::get)
                .description("Number of the generation that was published, proposed or refused last; 0 if none was")
                .register(registry);
    }

    private Counter runs(String outcome) {
        return Counter.builder("lacuna.trainer.runs")
                .description("Runs of the trainer by outcome; noticed: an event, without a fit")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter failures() {
        return Counter.builder("lacuna.trainer.failures")
                .description("Runs and looks at the stream that failed; they are tried again")
                .register(registry);
    }

    private static String word(Class<? extends Trainer.Run> kind) {
        return kind.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** A run ended. */
    public void ran(Trainer.Run run) {
        lastRun = word(run.getClass());
        lastWords = run.words();
        lastRunMs.set(clock.millis());
        failure = null;
        runs(lastRun).increment();
        if (run instanceof Trainer.Run.Published published) {
            generation.set(published.generation().getNumber());
        } else if (run instanceof Trainer.Run.Proposed proposed) {
            generation.set(proposed.generation().getNumber());
        } else if (run instanceof Trainer.Run.Refused refused) {
            generation.set(refused.generation().getNumber());
        }
    }

    /** Something failed and will be tried again. */
    public void failed(String reason) {
        failure = reason;
        failures().increment();
    }

    /** Why it cannot work; empty if it can. */
    public List<String> notReady() {
        String reason = failure;
        return reason == null ? List.of() : List.of(reason);
    }

    public Status status(TrainerLoop loop) {
        return new Status(
                lastRun, lastRunMs.get(), lastWords, generation.get(), loop.isFitting(), loop.nextMs(), notReady());
    }
}
