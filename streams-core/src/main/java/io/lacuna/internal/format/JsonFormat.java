package io.lacuna.internal.format;

import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.json.JsonValueSerializer;
import io.lacuna.internal.json.NoteDeserializer;
import io.lacuna.internal.record.RecordMapper;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Imputation;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** JSON objects in UTF-8, without a registry. */
final class JsonFormat implements RecordFormat {
    @Override
    public String id() {
        return "json";
    }

    @Override
    public boolean hasSchemas() {
        return false;
    }

    @Override
    public boolean needsRegistry() {
        return false;
    }

    @Override
    public SchemaRegistry open(Map<String, ?> settings) {
        return SchemaRegistries.none();
    }

    @Override
    public Deserializer<GenericRecord> records(SchemaRegistry registry) {
        return new JsonValueDeserializer();
    }

    @Override
    public <S extends GenericRecord & SpecificRecord> Deserializer<S> own(Class<S> generated, SchemaRegistry registry) {
        return new NoteDeserializer<>(generated);
    }

    @Override
    public Serializer<GenericRecord> serializer(SchemaRegistry registry) {
        return new JsonValueSerializer();
    }

    @Override
    public OptionalInt register(String topic, Schema schema, SchemaRegistry registry) {
        return OptionalInt.empty();
    }

    @Override
    public Serializer<GenericRecord> writer(OptionalInt id, SchemaRegistry registry) {
        return serializer(registry);
    }

    @Override
    public @Nullable GenericRecord note(GenericRecord record) {
        return record instanceof JsonRecord json
                ? NoteDeserializer.note(json, RecordMapper.IMPUTATION_FIELD, Imputation.getClassSchema())
                : null;
    }
}
