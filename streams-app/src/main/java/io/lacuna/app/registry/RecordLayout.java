package io.lacuna.app.registry;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericEnumSymbol;
import org.jspecify.annotations.Nullable;

/** Where the fields of a schema's records stand in a {@link FlatRecord}. Settled once a schema; immutable. */
public final class RecordLayout {
    /** How a field's value is kept: its bits in a long, or, where it is no number, truth or symbol, as an object. */
    enum Kind {
        BOOLEAN,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        ENUM,
        OBJECT
    }

    private static final int NOT_NULLABLE = -1;

    private final Schema schema;
    final Kind[] kind;

    /** The branch of null in a field's union of two; negative where the field is no such union. */
    final int[] nullBranch;

    /** Place of a field among the objects. */
    final int[] object;

    final int objects;

    /** The schema of a field's values: the field's own, or the branch beside null. Objects have the field's. */
    final Schema[] value;

    /** [field][ordinal] of enums; null for other fields. */
    private final GenericData.EnumSymbol @Nullable [][] symbols;

    /**
     * @param schema of a record
     */
    public RecordLayout(Schema schema) {
        this.schema = schema;
        List<Schema.Field> fields = schema.getFields();
        kind = new Kind[fields.size()];
        nullBranch = new int[kind.length];
        object = new int[kind.length];
        value = new Schema[kind.length];
        symbols = new GenericData.EnumSymbol[kind.length][];
        int found = 0;
        for (int i = 0; i < kind.length; i++) {
            Schema field = fields.get(i).schema();
            nullBranch[i] = nullBranch(field);
            value[i] = nullBranch[i] == NOT_NULLABLE ? field : field.getTypes().get(1 - nullBranch[i]);
            kind[i] = kind(value[i]);
            if (kind[i] == Kind.OBJECT) {
                nullBranch[i] = NOT_NULLABLE; // Avro's own reader and writer see to all of it.
                value[i] = field;
                object[i] = found++;
            } else if (kind[i] == Kind.ENUM) {
                symbols[i] = symbols(value[i]);
            }
        }
        objects = found;
    }

    private static int nullBranch(Schema schema) {
        if (schema.getType() != Schema.Type.UNION || schema.getTypes().size() != 2) {
            return NOT_NULLABLE;
        }
        List<Schema> branches = schema.getTypes();
        return branches.get(0).getType() == Schema.Type.NULL
                ? 0
                : branches.get(1).getType() == Schema.Type.NULL ? 1 : NOT_NULLABLE;
    }

    private static Kind kind(Schema value) {
        return switch (value.getType()) {
            case BOOLEAN -> Kind.BOOLEAN;
            case INT -> Kind.INT;
            case LONG -> Kind.LONG;
            case FLOAT -> Kind.FLOAT;
            case DOUBLE -> Kind.DOUBLE;
            case ENUM -> Kind.ENUM;
            default -> Kind.OBJECT;
        };
    }

    private static GenericData.EnumSymbol[] symbols(Schema schema) {
        return schema.getEnumSymbols().stream()
                .map(symbol -> new GenericData.EnumSymbol(schema, symbol))
                .toArray(GenericData.EnumSymbol[]::new);
    }

    public Schema schema() {
        return schema;
    }

    /** Number of fields. */
    public int fields() {
        return kind.length;
    }

    boolean nullable(int field) {
        return nullBranch[field] != NOT_NULLABLE;
    }

    /** The value that the bits of a field stand for. */
    Object boxed(int field, long bits) {
        return switch (kind[field]) {
            case BOOLEAN -> bits != 0;
            case INT -> (int) bits;
            case LONG -> bits;
            case FLOAT -> Float.intBitsToFloat((int) bits);
            case DOUBLE -> Double.longBitsToDouble(bits);
            case ENUM -> symbols[field][(int) bits];
            case OBJECT -> throw new IllegalStateException(name(field) + " has no bits");
        };
    }

    /**
     * The bits that stand for a value.
     *
     * @throws ClassCastException where it is of another type than the field
     */
    long bits(int field, Object of) {
        return switch (kind[field]) {
            case BOOLEAN -> (Boolean) of ? 1 : 0;
            case INT -> (Integer) of;
            case LONG -> (Long) of;
            case FLOAT -> Float.floatToRawIntBits((Float) of);
            case DOUBLE -> Double.doubleToRawLongBits((Double) of);
            case ENUM -> ordinal(field, of);
            case OBJECT -> throw new IllegalStateException(name(field) + " has no bits");
        };
    }

    private int ordinal(int field, Object of) {
        String symbol = ((GenericEnumSymbol<?>) of).toString();
        if (!value[field].hasEnumSymbol(symbol)) {
            throw new ClassCastException("'" + symbol + "' is no symbol of " + value[field].getFullName());
        }
        return value[field].getEnumOrdinal(symbol);
    }

    String name(int field) {
        return schema.getFields().get(field).name();
    }
}
