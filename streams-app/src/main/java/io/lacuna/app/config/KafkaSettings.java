package io.lacuna.app.config;

import io.lacuna.internal.format.RecordFormat;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Selects the configuration keys for each of Kafka's clients. */
public final class KafkaSettings {
    /** Holds a record of Kafka's default size limit plus its imputation, or plus the headers of a dead letter. */
    public static final int LARGEST_RECORD_BYTES = 4 * 1024 * 1024;

    /**
     * Batch size of the stream's producer per partition. A filled record is several times larger than its input:
     * Kafka's default of 16 KiB holds few of them, and every batch costs producer and broker a request.
     */
    public static final int BATCH_BYTES = 64 * 1024;

    private KafkaSettings() {}

    /**
     * Largest records of the stream, in bytes.
     *
     * @param requestBytes largest request of its producer, and so its largest record
     * @param valueBytes largest value that it may write: the largest request minus space for key and headers
     * @param inputBytes largest input record that is decoded: key, value and headers. A larger one could not be written again
     */
    public record RecordLimits(int requestBytes, int valueBytes, int inputBytes) {
        /**
         * @param request largest request of the producer
         * @param set {@code record.max.bytes}, 0 for the largest that can be written
         */
        static RecordLimits of(long request, int set) {
            int requestBytes = Math.toIntExact(request);
            int valueBytes = requestBytes - Math.min(requestBytes / 4, 65_536);
            return new RecordLimits(requestBytes, valueBytes, set == 0 ? valueBytes : Math.min(set, valueBytes));
        }
    }

    static Map<String, Object> consumer(LacunaConfig config) {
        return client(config, ConsumerConfig.configNames(), "consumer.");
    }

    static Map<String, Object> producer(LacunaConfig config) {
        return client(config, ProducerConfig.configNames(), "producer.");
    }

    static Map<String, Object> admin(LacunaConfig config) {
        return client(config, AdminClientConfig.configNames(), "admin.");
    }

    /**
     * Opens the registry of the configuration; one that knows nothing where the records' format needs none.
     *
     * @throws org.apache.kafka.common.config.ConfigException if the format needs a registry and the configuration names none
     */
    public static SchemaRegistry openRegistry(LacunaConfig config) {
        RecordFormat format = config.recordFormat();
        if (format.needsRegistry()) {
            config.schemaRegistryUrl(); // Fails with the way to set it where it is missing.
        }
        return format.open(config.registrySettings());
    }

    /** The registry as far as its schemas tell what the input's fields are; one that knows nothing where they do not. */
    public static SchemaRegistry avroSchemas(LacunaConfig config, SchemaRegistry registry) {
        return config.recordFormat().hasSchemas() ? registry : SchemaRegistries.none();
    }

    static Map<String, Object> registry(LacunaConfig config) {
        Map<String, Object> settings = new HashMap<>(withPrefix(config.given(), "schema.registry.", false));
        settings.putAll(withPrefix(config.given(), "schema.max.", false));
        return settings;
    }

    static Map<String, String> topics(LacunaConfig config) {
        Map<String, String> settings = new HashMap<>();
        withPrefix(config.given(), "topic.", true).forEach((key, value) -> settings.put(key, value.toString()));
        settings.remove("names.prefix");
        return settings;
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

    /** A number among the producer's settings, or the standard. */
    static long number(LacunaConfig config, String producerKey, long standard) {
        Object set = producer(config).get(producerKey);
        return set == null ? standard : Long.parseLong(set.toString().trim());
    }
}
