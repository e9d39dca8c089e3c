package io.lacuna.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lacuna.internal.avro.TrustedClasses;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Lacuna's own records from JSON. A value that is none is rejected with a {@link SerializationException}. Safe for
 * concurrent use.
 *
 * @param <S> a generated class of Lacuna's
 */
public final class NoteDeserializer<S extends GenericRecord & SpecificRecord> implements Deserializer<S> {
    private final Class<S> generated;
    private final Schema schema;

    public NoteDeserializer(Class<S> generated) {
        TrustedClasses.trustLacunas();
        this.generated = generated;
        schema = SpecificData.get().getSchema(generated);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null bytes are a tombstone and give a null value.
    public S deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        try (JsonParser in = Json.FACTORY.createParser(data)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it does not begin with '{'");
            }
            S record = PlainJson.read(in, schema, NoteDeserializer::make);
            if (!complete(record)) {
                throw new IOException("a field of " + generated.getSimpleName() + " is missing");
            }
            return record;
        } catch (IOException malformed) {
            throw Json.refused(topic, malformed);
        } catch (ClassCastException | IllegalArgumentException another) {
            throw Json.refused(topic, new IOException(another.getMessage(), another));
        }
    }

    private static SpecificRecord make(Schema schema) {
        return (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    }

    private boolean complete(S record) {
        return schema.getFields().stream()
                .allMatch(field ->
                        record.get(field.pos()) != null || field.schema().isNullable() || field.hasDefaultValue());
    }

    /**
     * The note of a filled record as a generic record.
     *
     * @param member name of the member that holds it
     * @return null where there is none
     */
    public static @Nullable GenericRecord note(JsonRecord record, String member, Schema schema) {
        int found = record.find(member);
        if (found == JsonRecord.NONE || record.kind(found) != JsonRecord.Kind.OBJECT) {
            return null;
        }
        int start = record.start(found);
        try (JsonParser in = Json.FACTORY.createParser(record.document(), start, record.end(found) - start)) {
            in.nextToken();
            GenericData.Record note = PlainJson.read(in, schema, GenericData.Record::new);
            return note;
        } catch (IOException | ClassCastException foreign) {
            return null;
        }
    }
}
