package io.lacuna.app.stream;

import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.progress.Stop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Metrics of readiness and progress: ready or not, the reasons, and the waiting offsets of each partition. */
final class ProgressMeters {
    private final Supplier<List<PartitionProgress>> partitions;
    private final MultiGauge waiting;

    /**
     * @param stops reasons why the instance does not fill records
     * @param partitions progress of each input partition
     */
    ProgressMeters(MeterRegistry meters, Supplier<List<Stop>> stops, Supplier<List<PartitionProgress>> partitions) {
        this.partitions = partitions;
        Gauge.builder("lacuna.ready", stops, now -> now.get().isEmpty() ? 1 : 0)
                .description("1 if the instance fills records, as in /health/ready; otherwise 0")
                .register(meters);
        for (Stop.Cause cause : Stop.Cause.values()) {
            Gauge.builder("lacuna.stopped", stops, now -> isStoppedBy(now.get(), cause) ? 1 : 0)
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

    private static boolean isStoppedBy(List<Stop> stops, Stop.Cause cause) {
        return stops.stream().anyMatch(stop -> stop.cause() == cause);
    }

    /** Copies the progress of the partitions into the metrics. */
    void refresh() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (PartitionProgress partition : partitions.get()) {
            if (partition.here()) {
                Tags tags = Tags.of("partition", Integer.toString(partition.partition()));
                String topic = partition.topic();
                rows.add(MultiGauge.Row.of(topic == null ? tags : tags.and("topic", topic), partition.waiting()));
            }
        }
        waiting.register(rows, true);
    }
}
