package io.lacuna.internal.avro;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericEnumSymbol;

/**
 * How a {@link FlatRecord} stores the fields of a schema. Computed once per schema; immutable and safe for concurrent
 * use.
 */
public final class RecordLayout {
    /** How a field's value is stored: numbers, booleans and symbols as bits in a long, everything else as an object. */
    enum Kind {
        BOOLEAN,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        ENUM,
        OBJECT
    }

    /** For a field that is not a union, or one that only Avro's own reader and writer handle. */
    static final int NO_UNION = -1;

    private static final GenericData.EnumSymbol[] NO_SYMBOLS = {};

    private final Schema schema;
    final Kind[] kind;

    /** The branch of a field's values in its union; the union has at most one other branch, null. */
    final int[] branch;

    final boolean[] nullable;

    /** Index of a field among the objects. */
    final int[] objectPlace;

    final int objects;

    /** The schema of a field's values: the field's own, or its union's branch. For objects, the field's own. */
    final Schema[] valueSchema;

    /** Whether a field may contain values of logical types, at any depth. */
    final boolean[] logical;

    /** [field][index] of enum symbols; empty for other fields. */
    private final GenericData.EnumSymbol[][] symbols;

    /**
     * @param schema of a record
     */
    public RecordLayout(Schema schema) {
        this.schema = schema;
        List<Schema.Field> fields = schema.getFields();
        kind = new Kind[fields.size()];
        branch = new int[kind.length];
        nullable = new boolean[kind.length];
        objectPlace = new int[kind.length];
        valueSchema = new Schema[kind.length];
        logical = new boolean[kind.length];
        symbols = new GenericData.EnumSymbol[kind.length][];
        int found = 0;
        for (int i = 0; i < kind.length; i++) {
            Schema field = fields.get(i).schema();
            int of = valueBranch(field);
            Schema value = of == NO_UNION ? field : field.getTypes().get(of);
            kind[i] = kind(value);
            boolean object = kind[i] == Kind.OBJECT;
            branch[i] = object ? NO_UNION : of;
            nullable[i] = branch[i] != NO_UNION && field.getTypes().size() == 2;
            valueSchema[i] = object ? field : value;
            logical[i] = LogicalValues.occurIn(field);
            symbols[i] = kind[i] == Kind.ENUM ? symbols(value) : NO_SYMBOLS;
            if (object) {
                objectPlace[i] = found++;
            }
        }
        objects = found;
    }

    /** The branch of the values in a union with null or a union of one type; NO_UNION for all other schemas. */
    private static int valueBranch(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return NO_UNION;
        }
        List<Schema> branches = schema.getTypes();
        if (branches.size() == 1) {
            return 0;
        }
        int nothing = nullBranch(schema);
        return nothing < 0 ? NO_UNION : 1 - nothing;
    }

    /** The branch of null in a union of two types; negative for all others. */
    static int nullBranch(Schema union) {
        List<Schema> branches = union.getTypes();
        if (branches.size() != 2) {
            return -1;
        }
        return branches.get(0).getType() == Schema.Type.NULL
                ? 0
                : branches.get(1).getType() == Schema.Type.NULL ? 1 : -1;
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

    /** The number of fields. */
    public int fields() {
        return kind.length;
    }

    /** The value that a field's bits represent. */
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
     * The bits that represent a value.
     *
     * @throws ClassCastException if it has another type than the field
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
        if (!valueSchema[field].hasEnumSymbol(symbol)) {
            throw new ClassCastException("'" + symbol + "' is no symbol of " + valueSchema[field].getFullName());
        }
        return valueSchema[field].getEnumOrdinal(symbol);
    }

    String name(int field) {
        return schema.getFields().get(field).name();
    }
}
