package io.lacuna.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/**
 * The JSON Schema of records that {@link JsonValueSerializer} writes, from their Avro schema: flat records of numbers, flags,
 * enums and strings, each of which may be null.
 *
 * <pre>{@code
 * {"$schema":"http://json-schema.org/draft-07/schema#","title":"readings","type":"object",
 *  "properties":{"temp":{"type":["null","number"]},"room":{"enum":[null,"hall","attic"]}}}
 * }</pre>
 */
public final class JsonSchemaText {
    private JsonSchemaText() {}

    /**
     * @throws IllegalArgumentException if a field has another type
     */
    public static String of(Schema record) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("$schema", "http://json-schema.org/draft-07/schema#");
            out.writeStringField("title", record.getName());
            out.writeStringField("type", "object");
            out.writeObjectFieldStart("properties");
            for (Schema.Field field : record.getFields()) {
                out.writeObjectFieldStart(field.name());
                if (field.doc() != null) {
                    out.writeStringField("description", field.doc());
                }
                type(field.schema(), out);
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string can always be written", impossible);
        }
        return text.toString();
    }

    private static void type(Schema schema, JsonGenerator out) throws IOException {
        Schema type = !schema.isUnion()
                ? schema
                : schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(schema);
        if (type.getType() == Schema.Type.ENUM) {
            out.writeArrayFieldStart("enum");
            if (schema.isNullable()) {
                out.writeNull();
            }
            for (String symbol : type.getEnumSymbols()) {
                out.writeString(symbol);
            }
            out.writeEndArray();
            return;
        }
        if (!schema.isNullable()) {
            out.writeStringField("type", word(type));
            return;
        }
        out.writeArrayFieldStart("type");
        out.writeString("null");
        out.writeString(word(type));
        out.writeEndArray();
    }

    private static String word(Schema type) {
        return switch (type.getType()) {
            case INT, LONG -> "integer";
            case FLOAT, DOUBLE -> "number";
            case BOOLEAN -> "boolean";
            case STRING -> "string";
            default -> throw new IllegalArgumentException("a row has no field of type " + type.getType());
        };
    }
}
