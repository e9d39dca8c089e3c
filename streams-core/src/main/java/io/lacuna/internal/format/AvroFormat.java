package io.lacuna.internal.format;

import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.record.RecordMapper;
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

/** Avro in the wire format of a schema registry. */
final class AvroFormat implements RecordFormat {
    @Override
    public String id() {
        return "avro";
    }

    @Override
    public boolean hasSchemas() {
        return true;
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
        return AvroValueDeserializer.generic(registry);
    }

    @Override
    public <S extends GenericRecord & SpecificRecord> Deserializer<S> own(Class<S> generated, SchemaRegistry registry) {
        return AvroValueDeserializer.of(generated, registry);
    }

    @Override
    public Serializer<GenericRecord> serializer(SchemaRegistry registry) {
        return new AvroValueSerializer(registry);
    }

    @Override
    public OptionalInt register(String topic, Schema schema, SchemaRegistry registry) {
        return OptionalInt.of(registry.register(registry.subject(topic, schema), schema));
    }

    @Override
    public Serializer<GenericRecord> writer(OptionalInt id, SchemaRegistry registry) {
        return serializer(registry);
    }

    @Override
    public @Nullable GenericRecord note(GenericRecord record) {
        Schema.Field field = record.getSchema().getField(RecordMapper.IMPUTATION_FIELD);
        return field != null && record.get(field.pos()) instanceof GenericRecord note ? note : null;
    }
}
