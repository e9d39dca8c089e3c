package io.lacuna.internal.record;

import io.lacuna.data.Feature;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which fields of an Avro record can be features of a model. Safe for concurrent use. */
public final class FieldTypes {
    private FieldTypes() {}

    /** The schema of the field's values: its own, or the other branch of a union with null. Null for larger unions. */
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

    /** Whether a flat record holds the field's values as bits. */
    static boolean isFlat(Schema.Field field) {
        Schema value = valueSchema(field);
        return value != null
                && switch (value.getType()) {
                    case INT, LONG, FLOAT, DOUBLE, BOOLEAN, ENUM -> true;
                    default -> false;
                };
    }

    /** The field as a feature; null if it can only pass through unchanged. */
    public static @Nullable Feature feature(Schema.Field field) {
        if (!isFlat(field)) {
            return CellCodec.number(field.schema()) == null ? null : Feature.continuous(field.name());
        }
        Schema value = valueSchema(field);
        // A logical type means that the number is not a quantity: a date, an id.
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

    /** Whether the field's values are strings, without a logical type: a category where there are few. */
    static boolean isText(Schema.Field field) {
        Schema value = valueSchema(field);
        return value != null && value.getType() == Schema.Type.STRING && value.getProp("logicalType") == null;
    }

    /** The type of the field, for a message: {@code of type string}. */
    public static String describe(Schema.Field field) {
        Schema value = valueSchema(field);
        if (value == null) {
            return "a union of several types";
        }
        String logical = value.getProp("logicalType");
        return "of type " + (logical == null ? value.getType().getName() : logical);
    }
}
