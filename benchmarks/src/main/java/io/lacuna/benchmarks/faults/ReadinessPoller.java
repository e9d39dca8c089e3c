package io.lacuna.benchmarks.faults;

import io.lacuna.sandbox.process.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks the streams whether they are ready while faults strike, and the brokers what is committed, and records every moment at
 * which the two differ for more than 10 s: all streams that answer are ready, and records wait without a commit; or a stream
 * is not ready, and commits are steady or nothing waits. A stream that does not answer says nothing.
 */
final class ReadinessPoller implements AutoCloseable {
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration ANSWER = Duration.ofMillis(800);
    private static final int MOST_TOLD = 5;
    private static final Pattern STATUS = Pattern.compile("status on (http://[^/ ]+)/");

    private final FaultRig rig;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final Thread poller = new Thread(this::poll, "readiness-poller");
    private final List<String> lies = new ArrayList<>();

    /** By stream, since when it has said that it is not ready. */
    private final Map<Integer, Long> notReadySince = new HashMap<>();

    private Map<TopicPartition, Long> committed = Map.of();
    private long movedNanos = System.nanoTime();
    private long standsSinceNanos = movedNanos;
    private long steadySinceNanos = movedNanos;
    private int suspected;
    private int answers;
    private volatile boolean stopped;

    ReadinessPoller(FaultRig rig) {
        this.rig = rig;
        poller.setDaemon(true);
        poller.start();
    }

    private void poll() {
        try {
            while (!stopped) {
                Boolean waits = look();
                judge(waits);
                Thread.sleep(250);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether records wait; null where the brokers do not say. */
    private @Nullable Boolean look() throws InterruptedException {
        long now = System.nanoTime();
        try {
            Map<TopicPartition, Long> done = new HashMap<>();
            rig.admin
                    .listConsumerGroupOffsets(rig.config.applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get(1, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> done.put(partition, offset.offset()));
            Map<TopicPartition, Long> ends = rig
                    .admin
                    .listOffsets(
                            IntStream.range(0, FaultRig.PARTITIONS)
                                    .mapToObj(partition -> new TopicPartition(rig.config.inputTopic(), partition))
                                    .collect(
                                            Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(1, TimeUnit.SECONDS)
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
            boolean moves = !done.equals(committed);
            boolean waits =
                    ends.entrySet().stream().anyMatch(end -> done.getOrDefault(end.getKey(), 0L) < end.getValue());
            confirm(!moves && waits);
            movedNanos = moves ? now : movedNanos;
            standsSinceNanos = moves || !waits ? now : standsSinceNanos;
            steadySinceNanos = waits && now - movedNanos > STEADY_NANOS ? now : steadySinceNanos;
            committed = done;
            return waits;
        } catch (ExecutionException | TimeoutException unknown) {
            steadySinceNanos = now;
            return null;
        }
    }

    private void judge(@Nullable Boolean waits) throws InterruptedException {
        int ready = 0;
        int not = 0;
        for (int i = 0; i < FaultRig.STREAMS; i++) {
            Boolean isReady = isReady(rig.streams[i]);
            long now = System.nanoTime();
            if (isReady == null || isReady) {
                notReadySince.remove(i);
                ready += isReady == null ? 0 : 1;
                continue;
            }
            not++;
            long since = notReadySince.computeIfAbsent(i, first -> now);
            if (waits != null && now - Math.max(since, steadySinceNanos) > BOUND_NANOS) {
                lie("stream " + i + " is not ready, and for 10 s commits were steady or nothing waited");
            }
        }
        answers += ready + not;
        if (ready > 0 && not == 0 && System.nanoTime() - standsSinceNanos > BOUND_NANOS) {
            suspected++;
        }
    }

    /** Only later answers of the brokers show whether something was committed before a moment. */
    private void confirm(boolean stillNothing) {
        if (stillNothing && suspected > 0) {
            lie("ready " + suspected + " times, and nothing was committed for 10 s while records waited");
        }
        suspected = 0;
    }

    private synchronized void lie(String words) {
        lies.add(words);
    }

    private @Nullable Boolean isReady(ChildJvm stream) throws InterruptedException {
        String address = null;
        for (String line : stream.printed()) {
            Matcher status = STATUS.matcher(line);
            address = status.find() ? status.group(1) : address;
        }
        if (address == null || !stream.isAlive()) {
            return null;
        }
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/health/ready"))
                    .timeout(ANSWER)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException silent) {
            return null;
        }
    }

    /** What was seen, a line each. */
    synchronized List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add("readiness: " + answers + " answers, " + lies.size() + " of them wrong for more than 10 s");
        lies.stream().limit(MOST_TOLD).forEach(lie -> lines.add("  " + lie));
        return lines;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        poller.interrupt();
        poller.join(5_000);
    }
}
