package io.lacuna.internal.format;

import io.lacuna.internal.json.FramedJsonDeserializer;
import io.lacuna.internal.json.FramedJsonSerializer;
import io.lacuna.internal.json.JsonSchemaText;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects in the wire format of a schema registry. Their schemas are passed on; what a field is, the values tell, as in
 * plain JSON.
 */
final class JsonSchemaFormat implements RecordFormat {
    @Override
    public String id() {
        return "json-schema";
    }

    @Override
    public boolean hasSchemas() {
        return false;
    }

    @Override
    public boolean needsRegistry() {
        return true;
    }

    @Override
    public SchemaRegistry open(Map<String, ?> settings) {
        return SchemaRegistries.open(settings);
    }

    @Override
    public Deserializer<GenericRecord> records(SchemaRegistry registry) {
        return new FramedJsonDeserializer();
    }

    @Override
    public <S extends GenericRecord & SpecificRecord> Deserializer<S> own(Class<S> generated, SchemaRegistry registry) {
        return JSON.own(generated, registry);
    }

    @Override
    public Serializer<GenericRecord> serializer(SchemaRegistry registry) {
        return new FramedJsonSerializer(registry);
    }

    @Override
    public OptionalInt register(String topic, Schema schema, SchemaRegistry registry) {
        return OptionalInt.of(registry.registerJson(topic + "-value", JsonSchemaText.of(schema)));
    }

    @Override
    public Serializer<GenericRecord> writer(OptionalInt id, SchemaRegistry registry) {
        return FramedJsonSerializer.withSchema(id.orElseThrow());
    }

    @Override
    public @Nullable GenericRecord note(GenericRecord record) {
        return JSON.note(record);
    }
}
