package io.lacuna.internal.record;

import io.lacuna.internal.avro.GeneratedData;
import io.lacuna.internal.json.FilledJson;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Copies filled fields back into a record of the original class. Without state. */
public final class FilledValues {
    private FilledValues() {}

    /**
     * A copy of a record in which the filled fields hold their filled values. All other fields hold the original's own
     * values, so nested records, arrays and maps are shared with it.
     *
     * @param original a generic record or one of a generated class; only read
     * @param filled the same record with its gaps filled
     * @param fields names of the filled fields
     */
    @SuppressWarnings(
            "unchecked") // A record of the original's class is a V; for other generic records, V is a generic type.
    public static <V extends GenericRecord> V copy(V original, GenericRecord filled, List<String> fields) {
        if (filled instanceof FilledJson json) {
            return (V) json.withoutNote();
        }
        Schema schema = original.getSchema();
        boolean generated = original instanceof SpecificRecord;
        V copy = generated
                ? (V) SpecificData.newInstance(original.getClass(), schema)
                : (V) new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            copy.put(field.pos(), original.get(field.pos()));
        }
        for (String name : fields) {
            int dot = name.indexOf('.');
            String own = dot < 0 ? name : name.substring(0, dot);
            Schema.Field field = Objects.requireNonNull(schema.getField(own), own);
            Object value = filled.get(own);
            copy.put(field.pos(), generated ? converted(original, field, value) : value);
        }
        return copy;
    }

    /** Converts a generic enum symbol to the constant of the generated class, and a decimal's bytes to its decimal. */
    private static @Nullable Object converted(GenericRecord original, Schema.Field field, @Nullable Object value) {
        Schema schema = FieldTypes.valueSchema(field);
        LogicalType logical = schema == null ? null : schema.getLogicalType();
        if (schema != null && logical instanceof LogicalTypes.Decimal && value != null) {
            Conversion<?> conversion = GeneratedData.of(original.getClass()).getConversionFor(logical);
            return conversion == null ? value : Conversions.convertToLogicalType(value, schema, logical, conversion);
        }
        return value instanceof GenericEnumSymbol<?> symbol
                ? GeneratedData.of(original.getClass()).createEnum(symbol.toString(), symbol.getSchema())
                : value;
    }
}
