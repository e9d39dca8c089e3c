package io.lacuna.app.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Compares an instance's readiness with the facts: every 100 ms it asks the instance whether it is ready, and
 * independently asks the brokers for the group's offsets. The readiness is wrong if the instance is ready although
 * nothing has been committed for 10 s while records waited, or if it is not ready although for 10 s either nothing
 * waited or commits came at least every 2 s. For a stream with one instance.
 */
final class ReadinessTruth implements AutoCloseable {
    private static final long BOUND_NANOS = 10_000_000_000L;
    private static final long STEADY_NANOS = 2_000_000_000L;

    private final StreamApp app;
    private final Admin admin;
    private final String group;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Thread poller = new Thread(this::poll, "readiness-truth");
    private final List<String> lies = new ArrayList<>();
    private int suspected;
    private volatile boolean stopped;
    private volatile long readyMoments;
    private volatile long notReadyMoments;

    ReadinessTruth(Pipeline pipeline, StreamApp app) {
        this.app = app;
        group = pipeline.config.applicationId();
        Map<String, Object> settings = pipeline.config.adminSettings();
        settings.put("default.api.timeout.ms", 2_000);
        settings.put("request.timeout.ms", 1_500);
        admin = Admin.create(settings);
        for (int p = 0; p < Pipeline.PARTITIONS; p++) {
            partitions.add(new TopicPartition(pipeline.input, p));
        }
        poller.setDaemon(true);
        poller.start();
    }

    private void poll() {
        long asked = 0;
        Map<TopicPartition, Long> done = Map.of();
        boolean waits = false;
        long since = System.nanoTime(); // Start of the time without commits while records waited.
        long steadySince = since; // Start of the time with steady commits or nothing waiting.
        long moved = since;
        long lastTold = since;
        boolean wasStanding = false;
        while (!stopped) {
            long now = System.nanoTime();
            if (now - asked > 300_000_000L) {
                asked = now;
                Truth truth = truth();
                long told = System.nanoTime(); // What the answer shows took place before it came, at any time.
                boolean late = told - lastTold > STEADY_NANOS;
                lastTold = told;
                if (truth != null) {
                    boolean moves = !truth.committed().equals(done);
                    confirm(!moves && truth.waits());
                    moved = moves ? told : moved;
                    if (moves || !truth.waits() || !waits) {
                        since = told;
                    }
                    waits = truth.waits();
                    done = truth.committed();
                }
                boolean standing = truth == null || late || waits && told - moved > STEADY_NANOS;
                if (standing || wasStanding) {
                    steadySince = told;
                }
                wasStanding = standing;
            }
            long before = System.nanoTime();
            boolean ready = app.notReady().isEmpty();
            judge(ready, waits && before - since > BOUND_NANOS, before - steadySince > BOUND_NANOS);
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private synchronized void judge(boolean ready, boolean mustNot, boolean must) {
        if (ready) {
            readyMoments++;
        } else {
            notReadyMoments++;
        }
        if (ready && mustNot) {
            suspected++;
        } else if (!ready && must) {
            lies.add("not ready, and for 10 s nothing waited or commits were steady: " + app.notReady());
        }
    }

    /** Only the brokers' later answers show whether something was committed before a moment. */
    private synchronized void confirm(boolean stillNothing) {
        for (; suspected > 0 && stillNothing; suspected--) {
            lies.add("ready, and nothing was committed for 10 s while records waited");
        }
        suspected = 0;
    }

    private record Truth(Map<TopicPartition, Long> committed, boolean waits) {}

    private @Nullable Truth truth() {
        try {
            Map<TopicPartition, Long> committed = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(2, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> committed.put(partition, offset.offset()));
            Map<TopicPartition, Long> ends = admin
                    .listOffsets(
                            partitions.stream()
                                    .collect(
                                            Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(2, TimeUnit.SECONDS)
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
            boolean waits = partitions.stream()
                    .anyMatch(partition -> committed.getOrDefault(partition, 0L) < ends.getOrDefault(partition, 0L));
            return new Truth(committed, waits);
        } catch (ExecutionException | TimeoutException unknown) {
            return null;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Wrong readiness, one line per kind with the number of cases. */
    synchronized Map<String, Long> lies() {
        return lies.stream().collect(Collectors.groupingBy(lie -> lie, Collectors.counting()));
    }

    /** Number of checks at which the instance was ready, so that a test can require some. */
    long readyMoments() {
        return readyMoments;
    }

    long notReadyMoments() {
        return notReadyMoments;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        poller.interrupt();
        poller.join(5_000);
        admin.close(Duration.ZERO);
    }
}
