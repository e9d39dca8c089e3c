package io.lacuna.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lacuna.schemas.LatentCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro records as JSON: an object with the fields of the schema; null fields of Lacuna's own records are left out. A
 * union is its value; a time is in milliseconds. Avro's own JSON names the type of each value in a union. Stateless.
 */
final class PlainJson {
    private static final String OWN = LatentCode.getClassSchema().getNamespace();

    private PlainJson() {}

    static void write(IndexedRecord record, JsonGenerator out) throws IOException {
        boolean own = OWN.equals(record.getSchema().getNamespace());
        out.writeStartObject();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value != null || !own) {
                out.writeFieldName(field.name());
                write(value, out);
            }
        }
        out.writeEndObject();
    }

    private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof Float number) {
            out.writeNumber(number);
        } else if (value instanceof Long || value instanceof Integer) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Instant time) {
            out.writeNumber(time.toEpochMilli());
        } else if (value instanceof IndexedRecord record) {
            write(record, out);
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(element, out);
            }
            out.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue(), out);
            }
            out.writeEndObject();
        } else {
            out.writeString(value.toString()); // Strings and enums.
        }
    }

    /**
     * Reads a record whose object has begun. Members that the schema does not have are skipped.
     *
     * @param maker an empty record of a schema
     * @throws IOException if the JSON is malformed, or a value is not of its field's type
     */
    static <R extends IndexedRecord> R read(
            JsonParser in, Schema schema, Function<Schema, ? extends IndexedRecord> maker) throws IOException {
        @SuppressWarnings("unchecked") // The caller's maker makes records of its own class.
        R record = (R) maker.apply(schema);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            Schema.Field field = schema.getField(in.currentName());
            in.nextToken();
            if (field == null) {
                in.skipChildren();
            } else {
                Object value = value(in, field.schema(), maker);
                if (value == null && !field.schema().isNullable()) {
                    throw new IOException("field '" + field.name() + "' is null");
                }
                record.put(field.pos(), value);
            }
        }
        return record;
    }

    private static @Nullable Object value(JsonParser in, Schema given, Function<Schema, ? extends IndexedRecord> maker)
            throws IOException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        Schema schema = given;
        if (given.getType() == Schema.Type.UNION) {
            schema = given.getTypes().stream()
                    .filter(branch -> branch.getType() != Schema.Type.NULL)
                    .findFirst()
                    .orElse(given);
        }
        return switch (schema.getType()) {
            case DOUBLE -> number(in);
            case FLOAT -> (float) number(in);
            case LONG -> in.getLongValue();
            case INT -> in.getIntValue();
            case BOOLEAN -> in.getBooleanValue();
            case STRING -> string(in);
            case RECORD -> {
                require(in, JsonToken.START_OBJECT);
                yield read(in, schema, maker);
            }
            case ARRAY -> {
                require(in, JsonToken.START_ARRAY);
                List<@Nullable Object> list = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(in, schema.getElementType(), maker));
                }
                yield list;
            }
            case MAP -> {
                require(in, JsonToken.START_OBJECT);
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    map.put(name, value(in, schema.getValueType(), maker));
                }
                yield map;
            }
            default -> throw new IOException("no field of Lacuna's is " + schema.getType());
        };
    }

    private static double number(JsonParser in) throws IOException {
        return in.currentToken() == JsonToken.VALUE_STRING ? parse(in.getText()) : in.getDoubleValue();
    }

    private static double parse(String word) throws IOException {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException wrong) {
            throw new IOException("'" + word + "' is no number", wrong);
        }
    }

    private static String string(JsonParser in) throws IOException {
        require(in, JsonToken.VALUE_STRING);
        return in.getText();
    }

    private static void require(JsonParser in, JsonToken wanted) throws IOException {
        if (in.currentToken() != wanted) {
            throw new IOException(in.currentToken() + " where " + wanted + " belongs");
        }
    }
}
