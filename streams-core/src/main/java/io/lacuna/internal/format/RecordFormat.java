package io.lacuna.internal.format;

import io.lacuna.internal.registry.SchemaRegistry;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A format of the records in the topics of a stream. Its own topics have the format of its input. Without state; the
 * registry, where the format has schemas, comes with each call.
 */
public sealed interface RecordFormat permits AvroFormat, JsonFormat, JsonSchemaFormat {
    /** Avro in the registry's wire format. */
    RecordFormat AVRO = new AvroFormat();

    /** JSON without a registry. */
    RecordFormat JSON = new JsonFormat();

    /** JSON in the registry's wire format. */
    RecordFormat JSON_SCHEMA = new JsonSchemaFormat();

    /** Names of all formats. */
    static List<String> ids() {
        return List.of(AVRO.id(), JSON.id(), JSON_SCHEMA.id());
    }

    /**
     * @throws IllegalArgumentException if no format has this name
     */
    static RecordFormat of(String id) {
        for (RecordFormat format : List.of(AVRO, JSON, JSON_SCHEMA)) {
            if (format.id().equals(id)) {
                return format;
            }
        }
        throw new IllegalArgumentException("no format is named '" + id + "'");
    }

    /** The name in a configuration. */
    String id();

    /** Whether a schema in a registry tells what the fields of a record are. */
    boolean hasSchemas();

    /** Whether values are read and written with the help of a registry. */
    boolean needsRegistry();

    /**
     * Opens the registry that the format needs; one that knows nothing where it needs none.
     *
     * @param settings as for {@link io.lacuna.internal.registry.SchemaRegistries#open}
     */
    SchemaRegistry open(Map<String, ?> settings);

    /** Reads users' records; safe for concurrent use. */
    Deserializer<GenericRecord> records(SchemaRegistry registry);

    /** Reads Lacuna's own records of one class; safe for concurrent use. */
    <S extends GenericRecord & SpecificRecord> Deserializer<S> own(Class<S> generated, SchemaRegistry registry);

    /** Writes filled records and Lacuna's own; safe for concurrent use. */
    Serializer<GenericRecord> serializer(SchemaRegistry registry);

    /**
     * Registers the schema of a topic whose records a program writes itself, such as rows of a table.
     *
     * @param schema of the records
     * @return its id; empty where the format needs no registry
     */
    OptionalInt register(String topic, Schema schema, SchemaRegistry registry);

    /**
     * Writes such records; safe for concurrent use.
     *
     * @param id of the registered schema, from {@link #register}
     */
    Serializer<GenericRecord> writer(OptionalInt id, SchemaRegistry registry);

    /** The note of a filled record; null where the record has none. */
    @Nullable
    GenericRecord note(GenericRecord record);
}
