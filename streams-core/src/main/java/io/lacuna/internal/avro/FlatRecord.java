package io.lacuna.internal.avro;

import java.util.Arrays;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A generic record that stores its numbers, booleans and enum symbols as bits in one array. Avro's own generic record
 * holds an object for each: a record of d numbers costs two arrays here instead of d objects. {@link #get} boxes a
 * number at the call; {@link #number} does not. A value with another type than its field's is rejected at once, not
 * when it is written. It equals any generic record with an equal schema and equal values; Avro's own record never
 * equals another class. Mutable, not thread-safe.
 */
public final class FlatRecord implements GenericRecord {
    private static final Object[] NONE = new Object[0];

    private final RecordLayout layout;
    final boolean[] present;
    final long[] bits;
    final @Nullable Object[] objects;

    /** A record whose fields are all null. */
    FlatRecord(RecordLayout layout) {
        this(
                layout,
                new boolean[layout.kind.length],
                new long[layout.kind.length],
                layout.objects == 0 ? NONE : new Object[layout.objects]);
    }

    private FlatRecord(RecordLayout layout, boolean[] present, long[] bits, @Nullable Object[] objects) {
        this.layout = layout;
        this.present = present;
        this.bits = bits;
        this.objects = objects;
    }

    /**
     * The record itself if it is flat; otherwise a flat copy.
     *
     * @param layout of a schema that equals the record's
     * @throws AvroRuntimeException if a value has another type than its field
     */
    public static FlatRecord of(GenericRecord record, RecordLayout layout) {
        if (record instanceof FlatRecord flat) {
            return flat;
        }
        FlatRecord copy = new FlatRecord(layout);
        for (int i = 0; i < layout.kind.length; i++) {
            copy.put(
                    i,
                    layout.logical[i]
                            ? LogicalValues.written(
                                    record, layout.schema().getFields().get(i))
                            : record.get(i));
        }
        return copy;
    }

    /**
     * A copy with more fields at the end, which are null.
     *
     * @param longer layout of a schema whose fields begin with this one's
     */
    public FlatRecord extended(RecordLayout longer) {
        int fields = longer.kind.length;
        return new FlatRecord(
                longer,
                Arrays.copyOf(present, fields),
                Arrays.copyOf(bits, fields),
                Arrays.copyOf(objects, longer.objects));
    }

    @Override
    public Schema getSchema() {
        return layout.schema();
    }

    RecordLayout layout() {
        return layout;
    }

    public boolean isNull(int field) {
        return layout.kind[field] == RecordLayout.Kind.OBJECT
                ? objects[layout.objectPlace[field]] == null
                : !present[field];
    }

    /** The number in a field, as a double: of an int, long, float or double that is not null; 1 or 0 for a boolean. */
    public double number(int field) {
        return switch (layout.kind[field]) {
            case DOUBLE -> Double.longBitsToDouble(bits[field]);
            case FLOAT -> Float.intBitsToFloat((int) bits[field]);
            case BOOLEAN, INT, LONG -> bits[field];
            case ENUM, OBJECT -> throw new IllegalStateException(layout.name(field) + " is no number");
        };
    }

    /** The index of the enum symbol in a field that is not null. */
    public int ordinal(int field) {
        if (layout.kind[field] != RecordLayout.Kind.ENUM) {
            throw new IllegalStateException(layout.name(field) + " is no enum");
        }
        return (int) bits[field];
    }

    /**
     * Writes a number into a field of any number type. For whole-number types it is rounded half to even; it is kept
     * within the type's range.
     *
     * @param finite not NaN
     */
    public void putNumber(int field, double finite) {
        bits[field] = switch (layout.kind[field]) {
            case DOUBLE -> Double.doubleToRawLongBits(finite);
            case FLOAT ->
                Float.floatToRawIntBits((float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, finite)));
            case LONG -> (long) Math.rint(finite); // The casts stay within the range of their types.
            case INT -> (int) Math.rint(finite);
            case BOOLEAN, ENUM, OBJECT -> throw new IllegalStateException(layout.name(field) + " is no number");
        };
        present[field] = true;
    }

    /** Writes a boolean. */
    public void putBoolean(int field, boolean value) {
        if (layout.kind[field] != RecordLayout.Kind.BOOLEAN) {
            throw new IllegalStateException(layout.name(field) + " is no boolean");
        }
        bits[field] = value ? 1 : 0;
        present[field] = true;
    }

    /** Writes the enum symbol with this index. */
    public void putOrdinal(int field, int ordinal) {
        if (layout.kind[field] != RecordLayout.Kind.ENUM) {
            throw new IllegalStateException(layout.name(field) + " is no enum");
        }
        bits[field] = ordinal;
        present[field] = true;
    }

    @Override
    public void put(int field, @Nullable Object value) {
        if (layout.kind[field] == RecordLayout.Kind.OBJECT) {
            objects[layout.objectPlace[field]] = value;
            return;
        }
        try {
            bits[field] = value == null ? 0 : layout.bits(field, value);
        } catch (ClassCastException another) {
            throw new AvroRuntimeException(
                    "field '" + layout.name(field) + "' of " + layout.schema().getFullName() + " is "
                            + layout.valueSchema[field].getType().getName() + ": " + another.getMessage(),
                    another);
        }
        present[field] = value != null;
    }

    @Override
    public @Nullable Object get(int field) {
        if (layout.kind[field] == RecordLayout.Kind.OBJECT) {
            return objects[layout.objectPlace[field]];
        }
        return present[field] ? layout.boxed(field, bits[field]) : null;
    }

    @Override
    public void put(String name, @Nullable Object value) {
        put(field(name), value);
    }

    @Override
    public @Nullable Object get(String name) {
        return get(field(name));
    }

    private int field(String name) {
        Schema.Field field = layout.schema().getField(name);
        if (field == null) {
            throw new AvroRuntimeException(layout.schema().getFullName() + " has no field '" + name + "'");
        }
        return field.pos();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof IndexedRecord record) || !layout.schema().equals(record.getSchema())) {
            return false;
        }
        boolean equal = true;
        for (int i = 0; i < layout.fields() && equal; i++) {
            equal = Objects.equals(get(i), record.get(i));
        }
        return equal;
    }

    @Override
    public int hashCode() {
        return GenericData.get().hashCode(this, layout.schema());
    }

    @Override
    public String toString() {
        return GenericData.get().toString(this);
    }
}
