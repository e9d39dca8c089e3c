package io.lacuna.app.stream;

import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.progress.Stop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/** Metrics of readiness and progress: ready or not, the reasons, and the waiting offsets of each partition. */
final class ProgressMeters {
    private final StreamApp app;
    private final MultiGauge waiting;

    ProgressMeters(MeterRegistry meters, StreamApp app) {
        this.app = app;
        meters.gauge("lacuna.ready", app, ready -> ready.stops().isEmpty() ? 1 : 0);
        for (Stop.Cause cause : Stop.Cause.values()) {
            Gauge.builder("lacuna.stopped", app, stopped -> isStoppedBy(stopped, cause) ? 1 : 0)
                    .description("1 if this is a reason why the instance does not fill records")
                    .tag("cause", cause.word())
                    .register(meters);
        }
        waiting = MultiGauge.builder("lacuna.waiting")
                .description(
                        "Offsets of an input partition between the committed offset and its end; only partitions that this"
                                + " instance processes")
                .register(meters);
    }

    private static boolean isStoppedBy(StreamApp app, Stop.Cause cause) {
        return app.stops().stream().anyMatch(stop -> stop.cause() == cause);
    }

    /** Copies the progress of the partitions into the metrics. */
    void refresh() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (PartitionProgress partition : app.partitions()) {
            if (partition.here()) {
                Tags tags = Tags.of("partition", Integer.toString(partition.partition()));
                String topic = partition.topic();
                rows.add(MultiGauge.Row.of(topic == null ? tags : tags.and("topic", topic), partition.waiting()));
            }
        }
        waiting.register(rows, true);
    }
}
