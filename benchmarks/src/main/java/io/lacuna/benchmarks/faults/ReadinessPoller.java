package io.lacuna.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.sandbox.process.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Four times a second asks the streams over HTTP whether they are ready, and the brokers what is committed, and gives
 * both to the {@link ReadinessJudge}.
 */
final class ReadinessPoller implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofMillis(800);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FaultRig rig;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final Thread poller = new Thread(this::poll, "readiness-poller");
    private final ReadinessJudge judge;
    private volatile boolean stopped;

    /** The longest time between two rounds: how far this machine lets a program fall behind. */
    private volatile long longestRound;

    ReadinessPoller(FaultRig rig, long slackS) {
        this.rig = rig;
        judge = new ReadinessJudge(System.nanoTime(), FaultRig.THREADS, slackS);
        poller.setDaemon(true);
        poller.start();
    }

    private void poll() {
        try {
            for (long last = System.nanoTime(), now = last; !stopped; last = now, now = System.nanoTime()) {
                longestRound = Math.max(longestRound, now - last);
                look();
                Map<Integer, ReadinessJudge.@Nullable Answer> answers = new HashMap<>();
                for (int i = 0; i < FaultRig.STREAMS; i++) {
                    answers.put(i, answer(rig.streams[i]));
                }
                synchronized (judge) {
                    judge.said(answers);
                }
                Thread.sleep(250);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            Map<Integer, Long> committed = new HashMap<>();
            rig.admin
                    .listConsumerGroupOffsets(rig.config.applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get(1, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
            Map<Integer, Long> ends = rig
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
                            end -> end.getKey().partition(),
                            end -> end.getValue().offset()));
            synchronized (judge) {
                judge.committed(System.nanoTime(), committed, ends);
            }
        } catch (ExecutionException | TimeoutException silent) {
            synchronized (judge) {
                judge.unknown(System.nanoTime());
            }
        }
    }

    private ReadinessJudge.@Nullable Answer answer(ChildJvm stream) throws InterruptedException {
        URI health = rig.healthAddress(stream).orElse(null);
        URI address = rig.httpAddress(stream).orElse(null);
        if (health == null || address == null || !stream.isAlive()) {
            return null;
        }
        long asked = System.nanoTime();
        try {
            HttpResponse<String> ready = get(health.resolve("/health/ready"));
            Set<Integer> here = new HashSet<>();
            for (JsonNode partition :
                    JSON.readTree(get(address.resolve("/api/status")).body()).path("partitions")) {
                if (partition.path("here").asBoolean()) {
                    here.add(partition.path("partition").asInt());
                }
            }
            return new ReadinessJudge.Answer(
                    ready.statusCode() == 200 ? List.of() : ready.body().lines().toList(), here, asked);
        } catch (IOException silent) {
            return null;
        }
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What goes on in the suite, for the report. */
    void scene(String words) {
        synchronized (judge) {
            judge.scene(words);
        }
    }

    /** What was seen, a line each. */
    List<String> report() {
        synchronized (judge) {
            List<String> lines = new ArrayList<>(judge.report());
            lines.add(String.format(
                    Locale.ROOT,
                    "  the poller, which asks every quarter of a second, was itself late by up to %.1f s",
                    longestRound / 1e9));
            return lines;
        }
    }

    /** Whether answers of both kinds were seen, and none was wrong for more than 10 s. */
    boolean isTrue() {
        synchronized (judge) {
            return judge.wrongs() == 0 && judge.sawBoth();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        poller.interrupt();
        poller.join(5_000);
    }
}
