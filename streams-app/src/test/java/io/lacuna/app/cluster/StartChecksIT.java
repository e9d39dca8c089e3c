package io.lacuna.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.streams.errors.SetupException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The start checks with the settings of a real broker. */
@ExtendWith(SharedBroker.class)
class StartChecksIT {
    private final String input = "checked-" + UUID.randomUUID();

    private LacunaConfig config(BrokerCluster broker, Map<String, String> more) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "schema.registry.url",
                "http://127.0.0.1:1",
                "application.id",
                "app-" + input,
                "input.topic",
                input));
        keys.putAll(more);
        return LacunaConfig.of(keys);
    }

    private void create(LacunaConfig config, NewTopic... topics) throws Exception {
        try (Admin admin = Admin.create(config.adminSettings())) {
            admin.createTopics(List.of(topics)).all().get();
        }
    }

    private static List<String> check(LacunaConfig config) {
        try (Cluster cluster = Cluster.connect(config)) {
            cluster.ensureModelsTopic();
            cluster.ensureOutputTopics();
            return cluster.check().warnings();
        }
    }

    @Test
    void aSingleBrokerIsWarnedOfAndItsClockIsRight(BrokerCluster broker) throws Exception {
        LacunaConfig config = config(broker, Map.of());
        create(config, new NewTopic(input, 2, (short) 1));
        assertThat(check(config))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("fewer than 3 replicas", input + "-imputed"));
        try (Admin admin = Admin.create(config.adminSettings())) {
            ClusterFacts facts = ClusterFacts.of(admin, config, List.of(input));
            assertThat(facts.clockSkewMs().orElseThrow()).isBetween(-5_000L, 5_000L);
            assertThat(facts.maxTransactionTimeoutMs()).hasValue(900_000);
            assertThat(facts.inputs().get(0).maxMessageBytes()).hasValue(1_048_588);
        }
    }

    @Test
    void anOutputWithTooFewPartitionsAndATimeoutTooLongAreRefusedInOneLine(BrokerCluster broker) throws Exception {
        LacunaConfig config = config(broker, Map.of("transaction.timeout.ms", "1000000"));
        create(
                config,
                new NewTopic(input, 2, (short) 1),
                new NewTopic(input + "-imputed", Optional.of(1), Optional.empty()));
        assertThatThrownBy(() -> check(config))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("has 1 partitions and the input topic 2")
                .hasMessageContaining("transaction.max.timeout.ms = 900000");
    }
}
