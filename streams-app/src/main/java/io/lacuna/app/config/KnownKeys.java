package io.lacuna.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** Checks that keys are known; the error names the nearest known key. */
final class KnownKeys {
    private static final List<String> PREFIXES = List.of(
            "consumer.",
            "main.consumer.",
            "restore.consumer.",
            "global.consumer.",
            "producer.",
            "admin.",
            "topic.",
            "schema.registry.");

    private static final Set<String> OURS = LacunaKeys.definition().names();
    private static final Set<String> KAFKAS = kafkas();

    private KnownKeys() {}

    static void check(Collection<String> keys) {
        for (String key : new TreeSet<>(keys)) {
            if (!isKnown(key)) {
                throw new ConfigException(
                        "unknown configuration key '" + key + "'; the nearest known key is '" + nearest(key) + "'");
            }
        }
    }

    private static boolean isKnown(String key) {
        return OURS.contains(key) || KAFKAS.contains(key) || PREFIXES.stream().anyMatch(key::startsWith);
    }

    private static Set<String> kafkas() {
        Set<String> names = new TreeSet<>(StreamsConfig.configDef().names());
        names.addAll(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return names;
    }

    private static String nearest(String key) {
        return OURS.stream()
                .min(Comparator.comparingInt((String known) -> distance(key, known))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
