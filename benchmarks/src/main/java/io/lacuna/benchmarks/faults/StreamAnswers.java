package io.lacuna.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.benchmarks.readiness.ReadinessJudge;
import io.lacuna.benchmarks.readiness.ReadinessPoller;
import io.lacuna.sandbox.process.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the streams over HTTP whether they are ready, and which partitions they have. */
final class StreamAnswers implements ReadinessPoller.Instances {
    private static final Duration ANSWER = Duration.ofMillis(800);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FaultRig rig;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();

    StreamAnswers(FaultRig rig) {
        this.rig = rig;
    }

    @Override
    public Map<Integer, ReadinessJudge.@Nullable Answer> ask() throws InterruptedException {
        Map<Integer, ReadinessJudge.@Nullable Answer> answers = new HashMap<>();
        for (int i = 0; i < FaultRig.STREAMS; i++) {
            answers.put(i, answer(rig.streams[i]));
        }
        return answers;
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
}
