package io.lacuna.internal.record;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Copies filled fields back into a record of the original class. */
public final class FilledValues {
    private FilledValues() {}

    /**
     * A copy of a record with its null, NaN and sentinel fields taken from the filled record.
     *
     * @param original a generic record or one of a generated class; only read
     * @param filled the same record with its gaps filled; its fields begin with the original's
     */
    @SuppressWarnings("unchecked") // A deep copy of a record of class V is a V.
    public static <V extends GenericRecord> V copy(V original, GenericRecord filled) {
        Schema schema = original.getSchema();
        if (original instanceof SpecificRecord) {
            SpecificData data = SpecificData.getForClass(original.getClass());
            V copy = data.deepCopy(schema, original);
            for (Schema.Field field : schema.getFields()) {
                Object now = filled.get(field.pos());
                if (!java.util.Objects.equals(now, comparable(original.get(field.pos()), now))) {
                    copy.put(field.pos(), specific(data, field.schema(), now));
                }
            }
            return copy;
        }
        GenericData.Record copy = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            copy.put(field.pos(), filled.get(field.pos()));
        }
        return (V) copy;
    }

    /** An enum constant is compared by its symbol. */
    private static Object comparable(Object before, Object now) {
        return before instanceof Enum<?> constant && now != null
                ? new GenericData.EnumSymbol(((GenericData.EnumSymbol) now).getSchema(), constant.name())
                : before;
    }

    /** Converts a generic enum symbol to the constant of the generated class. */
    private static Object specific(SpecificData data, Schema schema, Object value) {
        if (!(value instanceof GenericData.EnumSymbol symbol)) {
            return value;
        }
        return data.createEnum(symbol.toString(), symbol.getSchema());
    }
}
