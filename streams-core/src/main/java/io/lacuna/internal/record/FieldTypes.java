package io.lacuna.internal.record;

import io.lacuna.data.Feature;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What a field of an Avro record can be to a model. */
public final class FieldTypes {
    private FieldTypes() {}

    /** The schema of the field's values: its own, or the other branch of a union with null. Null for wider unions. */
    static @Nullable Schema valueSchema(Schema.Field field) {
        Schema schema = field.schema();
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        List<Schema> branches = schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        return branches.size() == 1 ? branches.get(0) : null;
    }

    static boolean isNullable(Schema.Field field) {
        return field.schema().isNullable();
    }

    /** The field as a feature; null where it can only pass through. */
    public static @Nullable Feature feature(Schema.Field field) {
        Schema value = valueSchema(field);
        // A logical type says that the number is no quantity (a date, an id) or no number (a decimal).
        if (value == null || value.getProp("logicalType") != null) {
            return null;
        }
        return switch (value.getType()) {
            case INT, LONG, FLOAT, DOUBLE -> Feature.continuous(field.name());
            case BOOLEAN -> Feature.binary(field.name());
            case ENUM -> Feature.categorical(field.name(), value.getEnumSymbols());
            default -> null;
        };
    }

    /** What the field is, for a message: {@code a union of string and int}. */
    public static String describe(Schema.Field field) {
        Schema value = valueSchema(field);
        if (value == null) {
            return "a union of several types";
        }
        String logical = value.getProp("logicalType");
        return "of type " + (logical == null ? value.getType().getName() : logical);
    }
}
