package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.stream.meters.BuildInfo;
import io.lacuna.app.trainer.TrainerMeters;
import io.lacuna.internal.generation.Models;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/metrics.md} has each metric of a stream and of a trainer, as they describe it themselves. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final PrometheusNamingConvention NAMES = new PrometheusNamingConvention();
    private static final long HOUR = 3_600_000;

    @TempDir
    private Path folder;

    @Test
    void everyMetricIsOnThePageWithItsLabelsAndMeaning() throws Exception {
        String page = page(streamRows(), trainerRows());
        if (Boolean.getBoolean("lacuna.golden.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("write it again: -Dlacuna.golden.write=true -Dtest=MetricsPageTest")
                .isEqualTo(page);
    }

    private static String page(SortedMap<String, String> stream, SortedMap<String, String> trainer) {
        return """
                # Metrics

                <!-- Printed by MetricsPageTest from the meters of a stream and of a trainer, which it compares with this page. -->

                Under `/metrics`, in the text format of Prometheus: of a stream on `http.port`, of a trainer on `trainer.http.port`. Beside
                these there are `kafka_*`, the metrics of Kafka Streams and of its clients, and `jvm_*`, `process_*` and `system_*`, those of
                the JVM and the machine. [operations.md](operations.md#alerts) has dashboard and alert rules.

                Errors are in standard deviations of the training data. Counters of cells and scores have labels of features and
                generations; the series of a generation end when it is retired, so use `rate` or `increase`.

                ## Stream

                | metric | kind | labels | meaning |
                |---|---|---|---|
                """ + String.join("", stream.values()) + """

                ## Trainer

                | metric | kind | labels | meaning |
                |---|---|---|---|
                """ + String.join("", trainer.values());
    }

    /** A stream that fills, hides cells, remembers keys, and has met a record that it cannot use. */
    private SortedMap<String, String> streamRows() {
        Map<String, String> keys = Map.of("scores.share", "1", "scores.mask.rate", "0.5");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            new ProgressMeters(stream.meters, List::of, () -> List.of(waiting())).refresh();
            JumpReports.count(stream.books.jumped(), stream.meters);
            stream.publish(1, Models.remembering(20));
            for (int i = 0; i < 40; i++) {
                byte[] value = stream.serializer.serialize(
                        "sensors", sensor(i % 4 == 0 ? null : 20.0 + i % 3, 50f, 7, i % 2 == 0, "on"));
                send(stream, value, i);
            }
            send(stream, new byte[] {1, 2, 3}, 40);
            return rows(stream.meters);
        }
    }

    private static PartitionProgress waiting() {
        return new PartitionProgress("sensors", 0, true, 41L, 40L, 1, 0, null);
    }

    private static void send(StreamFixture stream, byte[] value, int hour) {
        stream.input.pipeInput(
                new TestRecord<>("a".getBytes(StandardCharsets.UTF_8), value, null, 1_700_000_000_000L + hour * HOUR));
    }

    private static SortedMap<String, String> trainerRows() {
        MeterRegistry meters = new SimpleMeterRegistry();
        BuildInfo.register(meters);
        new TrainerMeters(meters, Clock.systemUTC());
        return rows(meters);
    }

    /** A row of each metric, by its name. */
    private static SortedMap<String, String> rows(MeterRegistry registry) {
        SortedMap<String, String> rows = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            if (id.syntheticAssociation() != null) {
                continue; // A bucket of a histogram.
            }
            String name = name(id);
            assertThat(id.getDescription()).as(name).isNotBlank();
            String labels = id.getTags().stream()
                    .map(Tag::getKey)
                    .map(label -> "`" + label + "`")
                    .collect(Collectors.joining(", "));
            rows.merge(
                    name,
                    "| `" + name + "` | " + kind(id.getType()) + " | " + labels + " | " + id.getDescription() + " |\n",
                    (one, other) -> one.length() >= other.length() ? one : other);
        }
        return rows;
    }

    /** As in the text format, whose writer adds the endings; {@code StreamSiteIT} compares the names with a running stream. */
    private static String name(Meter.Id id) {
        String name = NAMES.name(id.getName(), id.getType(), id.getBaseUnit());
        if (id.getType() == Meter.Type.COUNTER) {
            return name + "_total";
        }
        return id.getName().endsWith(".info") ? name + "_info" : name;
    }

    private static String kind(Meter.Type type) {
        return type == Meter.Type.TIMER ? "histogram" : type.name().toLowerCase(Locale.ROOT);
    }
}
