package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.SharedBroker;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Anything that does not exist is reported in one line, within seconds. */
@ExtendWith(SharedBroker.class)
@Timeout(60)
class StreamCommandIT {
    private static final String NOWHERE = "127.0.0.1:1";

    @TempDir
    private Path folder;

    private CommandRun stream(String... keys) {
        List<Object> words = new ArrayList<>(List.of("stream", "-D", "state.dir=" + folder, "-D", "http.port=-1"));
        for (String key : keys) {
            words.add("-D");
            words.add(key);
        }
        long began = System.nanoTime();
        CommandRun run = CommandRun.lacuna(words.toArray());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        return run;
    }

    private static void assertOneLine(CommandRun run, String... parts) {
        assertThat(run.status()).as(run.err()).isEqualTo(1);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.err()).startsWith("lacuna: ").contains(parts).doesNotContain("Exception");
    }

    @Test
    void aBrokerThatIsNotThere() {
        // Each waits for its broker, so one waits beside the other.
        CompletableFuture<CommandRun> models = CompletableFuture.supplyAsync(
                () -> CommandRun.lacuna("models", "list", "-D", "bootstrap.servers=" + NOWHERE, "-D", "input.topic=t"));
        assertOneLine(
                stream("bootstrap.servers=" + NOWHERE, "schema.registry.url=http://" + NOWHERE, "input.topic=t"),
                NOWHERE,
                "bootstrap.servers");
        assertOneLine(
                stream("bootstrap.servers=no.such.host.invalid:9092", "schema.registry.url=http://x", "input.topic=t"),
                "no.such.host.invalid");
        assertOneLine(models.join(), NOWHERE);
    }

    @Test
    void anInputTopicThatDoesNotExist(BrokerCluster broker) {
        assertOneLine(
                stream(
                        "bootstrap.servers=" + broker.bootstrapServers(),
                        "schema.registry.url=http://" + NOWHERE,
                        "input.topic=no-such-topic"),
                "no-such-topic",
                "does not exist");
        assertOneLine(
                CommandRun.lacuna(
                        "models",
                        "list",
                        "-D",
                        "bootstrap.servers=" + broker.bootstrapServers(),
                        "-D",
                        "input.topic=none"),
                "none-models",
                "does not exist");
    }

    @Test
    void aRegistryThatIsNotThere(BrokerCluster broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("registry-away", 1, (short) 1)))
                    .all()
                    .get();
            assertOneLine(
                    stream(
                            "bootstrap.servers=" + broker.bootstrapServers(),
                            "schema.registry.url=http://" + NOWHERE,
                            "input.topic=registry-away"),
                    "registry",
                    NOWHERE);
            // No Lacuna topic was created.
            assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith("registry-away-"));
        }
    }

    @Test
    void aPortThatIsTaken(BrokerCluster broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                InMemoryRegistry registry = InMemoryRegistry.start(0)) {
            admin.createTopics(List.of(new NewTopic("port-taken", 1, (short) 1)))
                    .all()
                    .get();
            String taken = registry.url().replaceAll(".*:", "");
            assertOneLine(
                    stream(
                            "bootstrap.servers=" + broker.bootstrapServers(),
                            "schema.registry.url=" + registry.url(),
                            "input.topic=port-taken",
                            "http.port=" + taken),
                    taken,
                    "http.port");
        }
    }

    @Test
    void aConfigurationThatIsWrong() throws Exception {
        assertOneLine(CommandRun.lacuna("stream", "--config", folder.resolve("gone")), "gone", "does not exist");
        assertOneLine(stream("inptu.topic=t"), "'inptu.topic'", "'input.topic'");
        assertOneLine(stream("scores.share=2"), "scores.share");
        assertOneLine(stream("bootstrap.servers=" + NOWHERE, "input.topic=t"), "schema.registry.url is not set");
        Path file = Files.writeString(folder.resolve("l.properties"), "input.topic=t\nschema.registry.url=http://r\n");
        assertOneLine(
                CommandRun.lacuna("stream", "--config", file),
                "bootstrap.servers is not set",
                "LACUNA_BOOTSTRAP_SERVERS");
        assertThat(CommandRun.lacuna("models").status()).isEqualTo(2);
        assertThat(CommandRun.lacuna("models", "show").status()).isEqualTo(2);
    }
}
