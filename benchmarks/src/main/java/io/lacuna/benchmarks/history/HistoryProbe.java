package io.lacuna.benchmarks.history;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * The history of a run of a pipeline: two consumers of committed records and one of all records read its outputs while
 * it runs; at its end the logs are read from a broker's disk, and all of it is checked.
 */
public final class HistoryProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MOST_TOLD = 3;

    private final LacunaConfig config;
    private final int partitions;
    private final List<TracingConsumer> consumers = new ArrayList<>();

    /** Begins to read; the output topics must exist. */
    public HistoryProbe(LacunaConfig config, int partitions) {
        this.config = config;
        this.partitions = partitions;
        Map<String, Object> settings = new HashMap<>(config.consumerSettings());
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        List<TopicPartition> outputs = outputs();
        consumers.add(new TracingConsumer("committed reader 1", true, settings, outputs));
        consumers.add(new TracingConsumer("committed reader 2", true, settings, outputs));
        consumers.add(new TracingConsumer("reader of all", false, settings, outputs));
    }

    private List<TopicPartition> outputs() {
        List<TopicPartition> outputs = new ArrayList<>(of(config.imputedTopic()));
        outputs.addAll(of(config.latentsTopic()));
        outputs.addAll(of(config.deadLetterTopic()));
        return outputs;
    }

    private List<TopicPartition> of(String topic) {
        List<TopicPartition> all = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            all.add(new TopicPartition(topic, p));
        }
        return all;
    }

    /**
     * What a check says.
     *
     * @param sound whether the history has no anomaly
     * @param pastCells number of cells that were filled with the past of their key
     */
    public record Verdict(boolean sound, long pastCells) {}

    /**
     * Checks the history of a pipeline that has come to rest.
     *
     * @param input the offsets that were given a record, by input partition, ascending
     * @param skipped the offsets that the stream reported as skipped, by input partition
     * @param directory where a broker that leads a partition has its log
     * @param out receives the report
     */
    public Verdict check(
            Admin admin,
            SchemaRegistry registry,
            Map<Integer, long[]> input,
            Map<Integer, BitSet> skipped,
            Function<TopicPartition, Path> directory,
            Consumer<String> out)
            throws Exception {
        Map<TopicPartition, Long> ends = ends(admin);
        List<Trace> traces = new ArrayList<>();
        for (TracingConsumer consumer : consumers) {
            traces.add(consumer.finish(ends, PATIENCE));
        }
        History history = new History(input, skipped, committed(admin), published(), logs(registry, directory), traces);
        return report(history, out);
    }

    private static Verdict report(History history, Consumer<String> out) {
        List<Anomaly> anomalies = HistoryChecker.anomalies(history);
        List<Write> writes =
                history.logs().values().stream().flatMap(List::stream).toList();
        long pastCells = writes.stream()
                .filter(Write::isCommitted)
                .mapToLong(Write::pastCells)
                .sum();
        out.accept(String.format(
                Locale.ROOT,
                "history: %d writes of %d transactions, %d writes aborted; %d cells filled with the past of their key;"
                        + " %d reads by %d consumers; %d anomalies",
                writes.size(),
                writes.stream().map(Write::transaction).distinct().count(),
                writes.stream().filter(write -> !write.isCommitted()).count(),
                pastCells,
                history.traces().stream().mapToLong(Trace::count).sum(),
                history.traces().size(),
                anomalies.size()));
        Map<Anomaly.Kind, List<Anomaly>> byKind = anomalies.stream()
                .collect(Collectors.groupingBy(
                        Anomaly::kind, () -> new EnumMap<>(Anomaly.Kind.class), Collectors.toList()));
        byKind.forEach((kind, found) -> {
            out.accept("  " + kind.word() + ": " + found.size());
            found.stream().limit(MOST_TOLD).forEach(anomaly -> out.accept("    " + anomaly.words()));
        });
        return new Verdict(anomalies.isEmpty() && !writes.isEmpty(), pastCells);
    }

    private Map<TopicPartition, Long> ends(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked =
                outputs().stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                admin.listOffsets(asked).all().get(30, TimeUnit.SECONDS).entrySet()) {
            ends.put(end.getKey(), end.getValue().offset());
        }
        return ends;
    }

    private Map<Integer, Long> committed(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<Integer, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(config.applicationId())
                .partitionsToOffsetAndMetadata()
                .get(30, TimeUnit.SECONDS)
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(config.inputTopic())) {
                        committed.put(partition.partition(), offset.offset());
                    }
                });
        return committed;
    }

    private Map<TopicPartition, List<Write>> logs(SchemaRegistry registry, Function<TopicPartition, Path> directory) {
        OutputReading reading = new OutputReading(registry::byId);
        Map<TopicPartition, List<Write>> logs = new HashMap<>();
        read(logs, of(config.imputedTopic()), directory, reading::imputed);
        read(logs, of(config.latentsTopic()), directory, reading::latent);
        read(logs, of(config.deadLetterTopic()), directory, OutputReading::deadLetter);
        return logs;
    }

    private static void read(
            Map<TopicPartition, List<Write>> logs,
            List<TopicPartition> partitions,
            Function<TopicPartition, Path> directory,
            OutputLogs.Reading reading) {
        partitions.forEach(partition -> logs.put(partition, OutputLogs.read(directory.apply(partition), reading)));
    }

    /** Generations that may serve: published, and not one of the damaged models that were imported. */
    private Set<Long> published() {
        try (ModelsTopicReader reader = ModelsTopicReader.open(config.modelsTopicSettings())) {
            return reader.read().generations().stream()
                    .filter(generation ->
                            generation.getOutcome() == Outcome.PUBLISHED && generation.getReason() != Reason.IMPORT)
                    .map(Generation::getNumber)
                    .collect(Collectors.toSet());
        }
    }

    @Override
    public void close() {
        consumers.forEach(TracingConsumer::close);
    }
}
