package io.lacuna.benchmarks.faults;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.history.HistoryProbe;
import io.lacuna.benchmarks.readiness.ReadinessJudge;
import io.lacuna.benchmarks.readiness.ReadinessPoller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Kills and freezes brokers, streams, trainer and registry and deletes records under load; then the audit checks every
 * record that was ever sent. Prints how often each fault occurred, and the recovery time: from the begin of the fault until every record
 * that was in the input topic at the end of the fault has its outcome committed.
 */
public final class FaultSuite implements Benchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CALM_EVERY = 8;
    private static final int CALM_MS = 13_000;
    private static final long CAUGHT_UP_NANOS = 2_000_000_000L;

    @Override
    public String description() {
        return "kills and freezes brokers, streams, trainer, registry under load, then audits: " + FaultArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        FaultArguments requested = FaultArguments.of(arguments);
        if (!run(
                requested, Fault.plan(new SplittableRandom(requested.seed()), requested.only()), System.out::println)) {
            throw new IllegalStateException("the audit found errors in the pipeline");
        }
    }

    /**
     * Runs faults until there were enough kills and records.
     *
     * @param next the plan
     * @param out receives the report, line by line
     * @return whether the audit and the comparison with the sent records found nothing
     */
    static boolean run(FaultArguments requested, Supplier<Fault> next, Consumer<String> out) throws Exception {
        Path folder = Files.createTempDirectory("lacuna-faults");
        boolean clean = false;
        try (FaultRig rig = new FaultRig(folder)) {
            clean = run(rig, requested, next, out);
        } finally {
            if (clean) {
                delete(folder);
            } else {
                out.accept("logs and data are left in " + folder);
            }
        }
        return clean;
    }

    private static boolean run(FaultRig rig, FaultArguments requested, Supplier<Fault> next, Consumer<String> out)
            throws Exception {
        SplittableRandom random = new SplittableRandom(requested.seed() + 1);
        Map<Fault, List<Double>> recoveries = new EnumMap<>(Fault.class);
        long startNanos = System.nanoTime();
        try (Feeder feeder =
                new Feeder(rig.config, rig.registry, FaultRig.PARTITIONS, requested.rate(), requested.seed())) {
            feeder.start();
            awaitCaughtUp(rig);
            try (ReadinessPoller readiness = readiness(rig, requested.slackS());
                    HistoryProbe history = new HistoryProbe(rig.config, FaultRig.PARTITIONS)) {
                for (int killed = 0, faults = 0; requested.wants(faults, killed, feeder.sent()); faults++) {
                    // From time to time long enough for readiness to be wrong in peace.
                    Thread.sleep(faults % CALM_EVERY == CALM_EVERY - 1 ? CALM_MS : 500 + random.nextInt(2_500));
                    Fault fault = next.get();
                    readiness.scene(fault.words);
                    double seconds = strike(rig, fault, random);
                    killed += fault.kills;
                    recoveries
                            .computeIfAbsent(fault, first -> new ArrayList<>())
                            .add(seconds);
                    out.accept(
                            String.format("%4d  %4d killed  %-62s %6.1f s", faults + 1, killed, fault.words, seconds));
                }
                feeder.finish();
                awaitCaughtUp(rig);
                readiness.close();
                out.accept(feeder.sent() + " records acknowledged in "
                        + (System.nanoTime() - startNanos) / 1_000_000_000 + " s");
                var counted = rig.counted();
                rig.quiet();
                print(recoveries, out);
                readiness.report().forEach(out);
                boolean sound = new FaultVerdict(rig, feeder, out).isSound(history, counted);
                sound &= readiness.isTrue() && readiness.sawBoth();
                out.accept(sound ? "verified: nothing lost, nothing doubled" : "NOT verified");
                return sound;
            }
        }
    }

    private static ReadinessPoller readiness(FaultRig rig, long slackS) {
        return new ReadinessPoller(
                new ReadinessPoller.Watched(
                        rig.admin, rig.config.applicationId(), rig.config.inputTopic(), FaultRig.PARTITIONS),
                new StreamAnswers(rig),
                new ReadinessJudge(System.nanoTime(), FaultRig.THREADS, false, slackS));
    }

    /** Seconds from the begin of the fault until every record that was there at its end is committed. */
    private static double strike(FaultRig rig, Fault fault, SplittableRandom random) throws Exception {
        fault.prepare(rig);
        long struck = System.nanoTime();
        fault.strike(rig, random);
        Map<TopicPartition, Long> there = ends(rig);
        rig.supervise();
        awaitCommitted(rig, there);
        return (System.nanoTime() - struck) / 1e9;
    }

    /**
     * Waits until the records that arrived during the first fit or an earlier fault are done, so that they do not count
     * in a recovery time.
     *
     * @throws IllegalStateException if no record arrives, or the streams stay behind
     */
    static void awaitCaughtUp(FaultRig rig) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long took;
        do {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the streams have not caught up after " + PATIENCE + ": " + ends(rig));
            }
            Map<TopicPartition, Long> ends = ends(rig);
            long requested = System.nanoTime();
            awaitCommitted(rig, ends);
            boolean any = ends.values().stream().anyMatch(end -> end > 0);
            took = any ? System.nanoTime() - requested : Long.MAX_VALUE;
        } while (took > CAUGHT_UP_NANOS);
    }

    private static void awaitCommitted(FaultRig rig, Map<TopicPartition, Long> target) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isCommitted(rig, target)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("records of " + target + " are not done after " + PATIENCE);
            }
            Thread.sleep(100);
            rig.supervise();
        }
    }

    private static boolean isCommitted(FaultRig rig, Map<TopicPartition, Long> target) throws InterruptedException {
        try {
            var committed = rig.admin
                    .listConsumerGroupOffsets(rig.config.applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get(5, TimeUnit.SECONDS);
            return target.entrySet().stream().allMatch(entry -> {
                var offset = committed.get(entry.getKey());
                return entry.getValue() == 0 || offset != null && offset.offset() >= entry.getValue();
            });
        } catch (ExecutionException | TimeoutException away) {
            return false; // A broker is down: not known yet.
        }
    }

    private static Map<TopicPartition, Long> ends(FaultRig rig) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> requested = IntStream.range(0, FaultRig.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(rig.config.inputTopic(), partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        while (true) {
            try {
                return rig.admin.listOffsets(requested).all().get(5, TimeUnit.SECONDS).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().offset()));
            } catch (ExecutionException | TimeoutException away) {
                Thread.sleep(200);
            }
        }
    }

    private static void print(Map<Fault, List<Double>> recoveries, Consumer<String> out) {
        out.accept(String.format("%-62s %6s %10s %10s", "fault", "times", "median s", "most s"));
        recoveries.forEach((fault, seconds) -> {
            double[] sorted = seconds.stream().mapToDouble(s -> s).sorted().toArray();
            out.accept(String.format(
                    "%-62s %6d %10.1f %10.1f",
                    fault.words, sorted.length, sorted[sorted.length / 2], sorted[sorted.length - 1]));
        });
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return; // The stream was killed before it had any state.
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
