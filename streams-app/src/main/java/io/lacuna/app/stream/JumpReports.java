package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.JumpedOffsets;
import io.lacuna.app.progress.JumpedOffsets.Jump;
import io.lacuna.app.progress.Progress;
import io.lacuna.app.stream.failure.StreamEvents;
import io.lacuna.app.watch.InputEvent;
import io.lacuna.schemas.EventKind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports skipped offsets of the input: a console line, a metric, and an event that outlives the instance. A stream thread
 * continues behind the skipped offsets only after the event is written, because it may die after its next commit, and
 * nobody else sees them. If the event cannot be written within {@value #LONGEST_MS} ms, the thread continues.
 */
final class JumpReports {
    private static final Logger LOG = LoggerFactory.getLogger(JumpReports.class);

    private static final long LONGEST_MS = 10_000;

    private final JumpedOffsets jumped;
    private final LacunaConfig config;
    private final StreamEvents events;
    private final Progress progress;
    private List<String> lines = new ArrayList<>();

    JumpReports(
            JumpedOffsets jumped, LacunaConfig config, StreamEvents events, Progress progress, MeterRegistry meters) {
        this.jumped = jumped;
        this.config = config;
        this.events = events;
        this.progress = progress;
        count(jumped, meters);
        jumped.whenJumped(this::report);
    }

    /** Makes the number of jumped offsets a metric. */
    static void count(JumpedOffsets jumped, MeterRegistry meters) {
        FunctionCounter.builder("lacuna.offsets.jumped", jumped, JumpedOffsets::total)
                .description("Offsets of the input that were deleted before they were filled")
                .register(meters);
    }

    /** Reports the new ranges, and waits until the events of all ranges told so far are written. */
    private void report() {
        try {
            tell().get(LONGEST_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unwritten) {
            LOG.warn("the event of skipped offsets is not written to {} yet", config.eventsTopic(), unwritten);
        } catch (RejectedExecutionException closed) {
            LOG.warn("the instance ends, and the event of skipped offsets is not written to {}", config.eventsTopic());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Future<?> tell() {
        for (Jump jump : jumped.news()) {
            String words = jump.words();
            LOG.warn("{}", words);
            lines.add(words);
            if (jump.isCutShort()) {
                progress.inputCutShort(words);
            }
            write(jump, words);
        }
        return events.written();
    }

    private void write(Jump jump, String words) {
        Map<String, Double> figures = Map.of(
                "partition", (double) jump.partition().partition(),
                "from", (double) jump.from(),
                "to", (double) jump.to(),
                "end", (double) jump.end());
        events.write(
                new InputEvent(EventKind.OFFSETS_JUMPED, null, words, figures),
                "jump " + place(jump) + "@" + jump.from());
    }

    /** Place in the key of an event: the number of the partition, with its topic where there are several. */
    private String place(Jump jump) {
        return config.inputTopics().isOne()
                ? Integer.toString(jump.partition().partition())
                : jump.partition().toString();
    }

    /** One line for each skipped range since the last call. */
    synchronized List<String> news() {
        List<String> told = lines;
        lines = new ArrayList<>();
        return told;
    }
}
