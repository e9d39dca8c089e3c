package io.lacuna.internal.avro;

import io.lacuna.internal.registry.SchemaRegistry;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** Serdes of Avro values. They share an open registry, which the caller closes. */
public final class AvroSerdes {
    private AvroSerdes() {}

    /** Generic records, each with its writer's schema. */
    public static Serde<GenericRecord> generic(SchemaRegistry registry) {
        return Serdes.serdeFrom(new AvroValueSerializer(registry), AvroValueDeserializer.generic(registry));
    }

    /** Records of one generated class. */
    public static <S extends GenericRecord & SpecificRecord> Serde<S> of(Class<S> generated, SchemaRegistry registry) {
        AvroValueSerializer records = new AvroValueSerializer(registry);
        Serializer<S> serializer = records::serialize;
        return Serdes.serdeFrom(serializer, AvroValueDeserializer.of(generated, registry));
    }
}
