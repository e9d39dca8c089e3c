package io.lacuna.app.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Selects the configuration keys for each of Kafka's clients. */
final class KafkaSettings {
    private KafkaSettings() {}

    static Map<String, Object> consumer(LacunaConfig config) {
        return client(config, ConsumerConfig.configNames(), "consumer.");
    }

    static Map<String, Object> producer(LacunaConfig config) {
        return client(config, ProducerConfig.configNames(), "producer.");
    }

    static Map<String, Object> admin(LacunaConfig config) {
        return client(config, AdminClientConfig.configNames(), "admin.");
    }

    private static Map<String, Object> client(LacunaConfig config, Set<String> names, String prefix) {
        Map<String, Object> settings = new HashMap<>();
        config.given().forEach((key, value) -> {
            if (names.contains(key)) {
                settings.put(key, value);
            }
        });
        settings.put(LacunaConfig.BOOTSTRAP_SERVERS, config.bootstrapServers());
        settings.putAll(withPrefix(config.given(), prefix, true));
        return settings;
    }

    static Map<String, Object> withPrefix(Map<String, String> given, String prefix, boolean strip) {
        Map<String, Object> settings = new HashMap<>();
        given.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                settings.put(strip ? key.substring(prefix.length()) : key, value);
            }
        });
        return settings;
    }
}
