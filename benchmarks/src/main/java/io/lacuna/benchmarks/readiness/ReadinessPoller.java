package io.lacuna.benchmarks.readiness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Four times a second asks instances whether they are ready, and the brokers what is committed, and gives both to a
 * {@link ReadinessJudge}. Safe to share between threads.
 */
public final class ReadinessPoller implements AutoCloseable {
    private final Watched watched;
    private final Instances instances;
    private final Thread poller = new Thread(this::poll, "readiness-poller");
    private final ReadinessJudge judge;
    private volatile boolean stopped;

    /** Why the poller ended by itself; null if it did not. */
    private volatile @Nullable RuntimeException broke;

    /** The longest time between two rounds: how far this machine lets a program fall behind. */
    private volatile long longestRound;

    /**
     * The pipeline.
     *
     * @param admin reaches its brokers, whatever happens to the instances' links
     * @param group the streams' group
     * @param topic its input
     * @param partitions of the input
     */
    public record Watched(Admin admin, String group, String topic, int partitions) {}

    /** Asks every instance. */
    @FunctionalInterface
    public interface Instances {
        /** The answers by instance; null for an instance that does not answer. */
        Map<Integer, ReadinessJudge.@Nullable Answer> ask() throws InterruptedException;
    }

    /**
     * Starts to poll.
     *
     * @param judge belongs to this poller from now on
     */
    public ReadinessPoller(Watched watched, Instances instances, ReadinessJudge judge) {
        this.watched = watched;
        this.instances = instances;
        this.judge = judge;
        poller.setDaemon(true);
        poller.start();
    }

    private void poll() {
        try {
            for (long last = System.nanoTime(), now = last; !stopped; last = now, now = System.nanoTime()) {
                longestRound = Math.max(longestRound, now - last);
                look();
                Map<Integer, ReadinessJudge.@Nullable Answer> answers = instances.ask();
                synchronized (judge) {
                    judge.said(answers);
                }
                Thread.sleep(250);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException defect) {
            broke = defect;
        }
    }

    private void look() throws InterruptedException {
        try {
            Map<Integer, Long> committed = new HashMap<>();
            watched.admin()
                    .listConsumerGroupOffsets(watched.group())
                    .partitionsToOffsetAndMetadata()
                    .get(1, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
            Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, watched.partitions())
                    .mapToObj(partition -> new TopicPartition(watched.topic(), partition))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            Map<Integer, Long> ends = new HashMap<>();
            watched.admin()
                    .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(1, TimeUnit.SECONDS)
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            synchronized (judge) {
                judge.committed(System.nanoTime(), committed, ends);
            }
        } catch (ExecutionException | TimeoutException silent) {
            synchronized (judge) {
                judge.unknown(System.nanoTime());
            }
        }
    }

    /** What goes on, for the report. */
    public void scene(String words) {
        synchronized (judge) {
            judge.scene(words);
        }
    }

    /** What was seen, a line each. */
    public List<String> report() {
        synchronized (judge) {
            List<String> lines = new ArrayList<>(judge.report());
            lines.add(String.format(
                    Locale.ROOT,
                    "  the poller, which asks every quarter of a second, was itself late by up to %.1f s",
                    longestRound / 1e9));
            if (broke != null) {
                lines.add("  the poller ended: " + broke);
            }
            return lines;
        }
    }

    /** Whether it polled to the end, and no answer was wrong for more than 10 s and the judge's slack. */
    public boolean isTrue() {
        synchronized (judge) {
            return broke == null && judge.wrongs() == 0;
        }
    }

    /** Whether answers of both kinds were seen; otherwise little was tested. */
    public boolean sawBoth() {
        synchronized (judge) {
            return judge.sawBoth();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        poller.interrupt();
        poller.join(5_000);
    }
}
