package io.lacuna.streams;

import io.lacuna.internal.avro.AvroSerdes;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serdes of Avro values in the wire format of Confluent's Schema Registry, for topologies that have no other serdes:
 *
 * <pre>{@code
 * Map<String, String> registry = Map.of("schema.registry.url", "http://localhost:8081");
 * Serde<Reading> readings = RegistrySerdes.specific(Reading.class, registry);
 * Serde<GenericRecord> records = RegistrySerdes.generic(registry);     // for Imputed.toRecord() and any other record
 * }</pre>
 *
 * <p>A topology may also use any other serde that gives Avro records. Schemas are registered under {@code TOPIC-value}.
 * A value that is not a record of a known schema causes a {@link
 * org.apache.kafka.common.errors.SerializationException}, which goes to the deserialization exception handler of Kafka
 * Streams. The serdes are for values and safe for concurrent use. Each serde has its own connection to the registry;
 * {@link Serde#close} closes it.
 *
 * <p>Settings: {@code schema.registry.url} is one address, several separated by commas, or {@code mock://NAME} for a
 * registry inside this JVM, for tests. Every other key that begins with {@code schema.registry.} is a setting of
 * Confluent's client, such as {@code schema.registry.basic.auth.user.info}; {@code schema.registry.request.timeout.ms} bounds a
 * whole question to the registry. Values whose schema is larger than {@code schema.max.bytes}, {@code schema.max.fields},
 * {@code schema.max.nesting} or {@code schema.max.fixed.bytes} are refused. Other keys are ignored.
 */
public final class RegistrySerdes {
    private RegistrySerdes() {}

    /**
     * Generic records, each with its writer's schema.
     *
     * @param settings of the registry, see {@link RegistrySerdes}
     * @return a serde for values
     * @throws org.apache.kafka.common.config.ConfigException if a setting is missing or wrong
     */
    public static Serde<GenericRecord> generic(Map<String, ?> settings) {
        SchemaRegistry registry = SchemaRegistries.open(settings);
        return closing(AvroSerdes.generic(registry), registry);
    }

    /**
     * Records of one class that Avro generated; values of compatible schemas are converted to it. Naming the class here
     * makes it trusted, together with the classes that its schema names.
     *
     * @param generated the class
     * @param settings of the registry, see {@link RegistrySerdes}
     * @param <S> the class
     * @return a serde for values
     * @throws org.apache.kafka.common.config.ConfigException if a setting is missing or wrong
     */
    public static <S extends GenericRecord & SpecificRecord> Serde<S> specific(
            Class<S> generated, Map<String, ?> settings) {
        SchemaRegistry registry = SchemaRegistries.open(settings);
        return closing(AvroSerdes.of(generated, registry), registry);
    }

    /** The serde's serializer and deserializer; closing either closes the registry, which may be closed twice. */
    private static <T> Serde<T> closing(Serde<T> serde, SchemaRegistry registry) {
        return Serdes.serdeFrom(
                new Serializer<>() {
                    @Override
                    public byte[] serialize(String topic, T data) {
                        return serde.serializer().serialize(topic, data);
                    }

                    @Override
                    public void close() {
                        registry.close();
                    }
                },
                new Deserializer<>() {
                    @Override
                    public T deserialize(String topic, byte[] data) {
                        return serde.deserializer().deserialize(topic, data);
                    }

                    @Override
                    public T deserialize(String topic, Headers headers, byte[] data) {
                        return serde.deserializer().deserialize(topic, headers, data);
                    }

                    @Override
                    public void close() {
                        registry.close();
                    }
                });
    }
}
