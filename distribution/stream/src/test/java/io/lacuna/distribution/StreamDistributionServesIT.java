package io.lacuna.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution for streams works: it writes a table to a topic, fits a model and fills the topic. */
class StreamDistributionServesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path scratch;

    @TempDir
    Path folder;

    private Installation installed;

    @Test
    void aTopicIsLearntAndFilledOnARealBroker() throws Exception {
        installed = Installation.built(System.getProperty("lacuna.archive"), scratch);
        try (BrokerCluster broker = BrokerCluster.start(scratch.resolve("broker"), 1);
                InMemoryRegistry registry = InMemoryRegistry.start(0)) {
            Files.writeString(folder.resolve("sensors.properties"), """
                    bootstrap.servers=%s
                    schema.registry.url=%s
                    input.topic=building
                    application.id=building-imputer
                    replication.factor=1
                    state.dir=%s
                    http.port=0
                    trainer.budget.ms=3000
                    trainer.min.records=100
                    """.formatted(
                            broker.bootstrapServers(), registry.url(), folder.resolve("state")));
            String table = installed.home().resolve("examples/building.csv").toString();
            endsWell("produce", "--csv", table, "--topic", "building", "--config", "sensors.properties");
            endsWell("train", "--once", "--config", "sensors.properties");

            Path said = scratch.resolve("stream.txt");
            Process stream = installed.start(folder, List.of("stream", "--config", "sensors.properties"), said, said);
            try {
                assertThat(firstFilled(stream))
                        .as("filled records; the stream said:%n%s", Files.readString(said))
                        .contains("imputation");
            } finally {
                stream.destroy();
                assertThat(stream.waitFor(1, TimeUnit.MINUTES)).isTrue();
            }
        }
    }

    private String firstFilled(Process stream) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (stream.isAlive() && Instant.now().isBefore(end)) {
            Installation.Result consumed =
                    installed.run(folder, List.of("consume", "--limit", "1", "--config", "sensors.properties"));
            if (consumed.output().contains("imputation")) {
                return consumed.output();
            }
        }
        return "";
    }

    private void endsWell(String... arguments) throws Exception {
        Installation.Result result = installed.run(folder, List.of(arguments));
        assertThat(result.status())
                .as("status of %s, which said:%n%s%n%s", List.of(arguments), result.output(), result.errors())
                .isZero();
    }
}
