package io.lacuna.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.streams.errors.SetupException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with authorization, and a user without all the rights that the stream needs. */
class RightsIT {
    private static final String PREFIX = "plant";

    @TempDir
    private Path folder;

    private static AclBinding granted(ResourceType type, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, PREFIX, PatternType.PREFIXED),
                new AccessControlEntry("User:bob", "*", operation, AclPermissionType.ALLOW));
    }

    private static Map<String, String> authorizing(int port) {
        return Map.of(
                "listeners", "USERS://127.0.0.1:" + port,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,USERS:SASL_PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "listener.name.users.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_bob=\"b0b\";",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", "User:ANONYMOUS");
    }

    private static LacunaConfig bob(int port) {
        Map<String, String> keys = new HashMap<>();
        keys.put("bootstrap.servers", "127.0.0.1:" + port);
        keys.put("schema.registry.url", "http://127.0.0.1:1");
        keys.put("application.id", PREFIX);
        keys.put("input.topic", PREFIX);
        keys.put("security.protocol", "SASL_PLAINTEXT");
        keys.put("sasl.mechanism", "PLAIN");
        keys.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"bob\" password=\"b0b\";");
        return LacunaConfig.of(keys);
    }

    @Test
    void eachRightThatIsMissingIsNamedUntilNoneIs() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (BrokerCluster broker = BrokerCluster.start(folder, 1, authorizing(port));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            List<NewTopic> topics = new ArrayList<>(List.of(new NewTopic(PREFIX, 1, (short) 1)));
            for (String output : List.of("imputed", "latents", "scores", "dead-letters", "models")) {
                topics.add(new NewTopic(PREFIX + "-" + output, 1, (short) 1));
            }
            topics.add(new NewTopic(PREFIX + "-context-changelog", 1, (short) 1));
            admin.createTopics(topics).all().get();
            admin.createAcls(List.of(granted(ResourceType.TOPIC, AclOperation.DESCRIBE)))
                    .all()
                    .get();
            try (Cluster cluster = Cluster.connect(bob(port))) {
                // Brokers apply a new right after a moment.
                await().untilAsserted(() -> assertThatThrownBy(cluster::check)
                        .isInstanceOf(SetupException.class)
                        .hasMessageContaining("may not read the input topic plant; grant it READ")
                        .hasMessageContaining("may not read the models topic plant-models")
                        .hasMessageContaining("may not write the dead-letter topic plant-dead-letters")
                        .hasMessageContaining("group plant; grant it READ")
                        .hasMessageContaining("transactional ids that begin with plant"));
                admin.createAcls(List.of(
                                granted(ResourceType.TOPIC, AclOperation.READ),
                                granted(ResourceType.TOPIC, AclOperation.WRITE),
                                granted(ResourceType.GROUP, AclOperation.READ),
                                granted(ResourceType.TRANSACTIONAL_ID, AclOperation.WRITE),
                                granted(ResourceType.TRANSACTIONAL_ID, AclOperation.DESCRIBE)))
                        .all()
                        .get();
                // The user may still not read sizes and clock: these are not checked and do not prevent a start.
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(cluster.check().warnings())
                                .singleElement()
                                .satisfies(line -> assertThat(line).contains("fewer than 3 replicas")));
            }
        }
    }
}
