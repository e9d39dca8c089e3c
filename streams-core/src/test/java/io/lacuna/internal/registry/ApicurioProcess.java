package io.lacuna.internal.registry;

import io.lacuna.sandbox.process.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Apicurio Registry in its own process, from the distribution that the build unpacks to {@code target/apicurio}: the
 * real server that tests run Lacuna's registry client against. In memory, on the loopback interface.
 */
public final class ApicurioProcess implements AutoCloseable {
    private final ChildJvm child;
    private final int port;

    private ApicurioProcess(ChildJvm child, int port) {
        this.child = child;
        this.port = port;
    }

    /** Starts a registry on a free port and waits until it answers. */
    public static ApicurioProcess start() throws IOException, InterruptedException {
        int port;
        int management;
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = first.getLocalPort();
            management = second.getLocalPort();
        }
        ChildJvm child = ChildJvm.startForeign(
                "Apicurio",
                Path.of("target", "apicurio-" + port + ".log"),
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.management.host=127.0.0.1",
                        "-Dquarkus.management.port=" + management,
                        "-jar",
                        runner().toString()));
        ApicurioProcess registry = new ApicurioProcess(child, port);
        registry.awaitAnswer();
        return registry;
    }

    private static Path runner() throws IOException {
        Path home = Path.of("target", "apicurio");
        if (!Files.isDirectory(home)) {
            throw new IllegalStateException(home.toAbsolutePath()
                    + " is missing; unpack it: mvn -pl streams-core dependency:unpack@unpack-apicurio");
        }
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void awaitAnswer() throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(90));
        while (!answers()) {
            if (!child.isAlive() || Instant.now().isAfter(deadline)) {
                child.kill();
                throw new IllegalStateException("Apicurio does not come up: " + String.join("\n", child.printed()));
            }
            Thread.sleep(100);
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Its Confluent-compatible address, for {@code schema.registry.url}. */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /** The process, for tests that kill or pause it. */
    public ChildJvm process() {
        return child;
    }

    @Override
    public void close() {
        child.kill(); // In memory: nothing to clean up.
    }
}
