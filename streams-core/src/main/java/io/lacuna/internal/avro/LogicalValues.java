package io.lacuna.internal.avro;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Converts values of logical types, such as instants, decimals and UUIDs, to the numbers, bytes and texts that Avro
 * writes for them. Generated classes hold the former, a {@link FlatRecord} the latter. Without state.
 */
final class LogicalValues {
    private static final List<Conversion<?>> STANDARD = List.of(
            new Conversions.DecimalConversion(),
            new Conversions.BigDecimalConversion(),
            new Conversions.UUIDConversion(),
            new Conversions.DurationConversion(),
            new TimeConversions.DateConversion(),
            new TimeConversions.TimeMillisConversion(),
            new TimeConversions.TimeMicrosConversion(),
            new TimeConversions.TimestampMillisConversion(),
            new TimeConversions.TimestampMicrosConversion(),
            new TimeConversions.TimestampNanosConversion(),
            new TimeConversions.LocalTimestampMillisConversion(),
            new TimeConversions.LocalTimestampMicrosConversion(),
            new TimeConversions.LocalTimestampNanosConversion());

    /** For generic records; a generated class has its own conversions. */
    private static final GenericData GENERIC = withStandardConversions(new GenericData());

    private LogicalValues() {}

    /** Makes the data model write values of Avro's own logical types. */
    static <D extends GenericData> D withStandardConversions(D data) {
        STANDARD.forEach(data::addLogicalTypeConversion);
        return data;
    }

    /** Whether a value of this schema may contain values of logical types, at any depth. */
    static boolean occurIn(Schema schema) {
        return occurIn(schema, java.util.Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean occurIn(Schema schema, Set<Schema> seen) {
        if (schema.getLogicalType() != null) {
            return true;
        }
        return switch (schema.getType()) {
            case UNION -> schema.getTypes().stream().anyMatch(branch -> occurIn(branch, seen));
            case ARRAY -> occurIn(schema.getElementType(), seen);
            case MAP -> occurIn(schema.getValueType(), seen);
            case RECORD ->
                seen.add(schema) && schema.getFields().stream().anyMatch(field -> occurIn(field.schema(), seen));
            default -> false;
        };
    }

    /** The value of a record's field in its written form. */
    static @Nullable Object written(IndexedRecord record, Schema.Field field) {
        if (!(record instanceof SpecificRecordBase generated)) {
            return written(GENERIC, field.schema(), record.get(field.pos()));
        }
        Object value = record.get(field.pos());
        Conversion<?> own = generated.getConversion(field.pos());
        if (value != null && own != null && own.getConvertedType().isInstance(value)) {
            Schema schema = branch(generated.getSpecificData(), field.schema(), value);
            return Conversions.convertToRawType(value, schema, schema.getLogicalType(), own);
        }
        return written(generated.getSpecificData(), field.schema(), value);
    }

    private static @Nullable Object written(GenericData data, Schema given, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Schema schema = branch(data, given, value);
        LogicalType logical = schema.getLogicalType();
        if (logical != null) {
            Conversion<?> conversion = data.getConversionByClass(value.getClass(), logical);
            return conversion == null ? value : Conversions.convertToRawType(value, schema, logical, conversion);
        }
        return switch (schema.getType()) {
            case ARRAY -> array(data, schema, (Collection<?>) value);
            case MAP -> map(data, schema, (Map<?, ?>) value);
            case RECORD -> record(schema, (IndexedRecord) value);
            default -> value;
        };
    }

    private static Schema branch(GenericData data, Schema schema, Object value) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes().get(data.resolveUnion(schema, value)) : schema;
    }

    private static List<@Nullable Object> array(GenericData data, Schema schema, Collection<?> elements) {
        List<@Nullable Object> written = new ArrayList<>(elements.size());
        for (Object element : elements) {
            written.add(written(data, schema.getElementType(), element));
        }
        return written;
    }

    private static Map<Object, @Nullable Object> map(GenericData data, Schema schema, Map<?, ?> entries) {
        Map<Object, @Nullable Object> written = new LinkedHashMap<>();
        entries.forEach((key, value) -> written.put(key, written(data, schema.getValueType(), value)));
        return written;
    }

    private static GenericRecord record(Schema schema, IndexedRecord record) {
        GenericRecord written = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            written.put(field.pos(), written(record, field));
        }
        return written;
    }
}
