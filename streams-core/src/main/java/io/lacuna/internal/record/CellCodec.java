package io.lacuna.internal.record;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.internal.model.GapValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of a field that are objects: fields of nested records, decimals, unions of number types, and strings of
 * a categorical feature. Immutable.
 */
abstract class CellCodec {
    private static final List<Schema.Type> WIDEST_FIRST =
            List.of(Schema.Type.DOUBLE, Schema.Type.FLOAT, Schema.Type.LONG, Schema.Type.INT);

    /** The value as a cell of an observation; NaN if it is missing. */
    abstract double read(Object value);

    /** The value for a gap. */
    abstract Object write(GapValues values, int feature);

    /** The step between the numbers that are written; 0 where they are not rounded, and of other values. */
    double step() {
        return 0;
    }

    /** The codec for a field's values and a feature; null if they do not fit. */
    static @Nullable CellCodec of(Schema.Field field, Feature feature) {
        if (feature.isContinuous()) {
            return number(field.schema());
        }
        Schema value = FieldTypes.valueSchema(field);
        if (value == null || value.getProp("logicalType") != null) {
            return null;
        }
        if (feature.type() instanceof FeatureType.Categorical categorical) {
            return switch (value.getType()) {
                case STRING -> new Labels(categorical.labels(), null);
                case ENUM -> new Labels(categorical.labels(), value);
                default -> null;
            };
        }
        return value.getType() == Schema.Type.BOOLEAN ? new Flag() : null;
    }

    /** The codec for the numbers of a schema; null if it has other values than numbers and null. */
    static @Nullable CellCodec number(Schema schema) {
        List<Schema> branches = new ArrayList<>(schema.isUnion() ? schema.getTypes() : List.of(schema));
        branches.removeIf(branch -> branch.getType() == Schema.Type.NULL);
        if (branches.size() == 1 && branches.get(0).getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return new Decimal(branches.get(0), decimal);
        }
        boolean numbers = !branches.isEmpty()
                && branches.stream()
                        .allMatch(branch ->
                                WIDEST_FIRST.contains(branch.getType()) && branch.getProp("logicalType") == null);
        return numbers
                ? new Numbers(WIDEST_FIRST.stream()
                        .filter(type -> branches.stream().anyMatch(branch -> branch.getType() == type))
                        .findFirst()
                        .orElseThrow())
                : null;
    }

    /** Numbers of one type or of several; a gap gets the widest. */
    private static final class Numbers extends CellCodec {
        private final Schema.Type type;

        Numbers(Schema.Type type) {
            this.type = type;
        }

        @Override
        double read(Object value) {
            return ((Number) value).doubleValue();
        }

        @Override
        double step() {
            return type == Schema.Type.INT || type == Schema.Type.LONG ? 1 : 0;
        }

        @Override
        Object write(GapValues values, int feature) {
            double value = values.value(feature);
            return switch (type) {
                case INT -> (int) Math.rint(value);
                case LONG -> (long) Math.rint(value);
                case FLOAT -> (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
                default -> value;
            };
        }
    }

    /** A decimal; a gap gets the nearest number of the same scale, within its precision. */
    private static final class Decimal extends CellCodec {
        private final Schema schema;
        private final int scale;
        private final BigDecimal largest;

        Decimal(Schema schema, LogicalTypes.Decimal decimal) {
            this.schema = schema;
            scale = decimal.getScale();
            largest = new BigDecimal(BigInteger.TEN.pow(decimal.getPrecision()).subtract(BigInteger.ONE), scale);
        }

        @Override
        double step() {
            return BigDecimal.ONE.movePointLeft(scale).doubleValue();
        }

        @Override
        double read(Object value) {
            if (value instanceof BigDecimal decimal) {
                return decimal.doubleValue();
            }
            byte[] bytes;
            if (value instanceof GenericFixed fixed) {
                bytes = fixed.bytes();
            } else {
                ByteBuffer buffer = ((ByteBuffer) value).duplicate();
                bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
            }
            return bytes.length == 0 ? Double.NaN : new BigDecimal(new BigInteger(bytes), scale).doubleValue();
        }

        @Override
        Object write(GapValues values, int feature) {
            BigDecimal rounded = new BigDecimal(values.value(feature)).setScale(scale, RoundingMode.HALF_EVEN);
            byte[] bytes =
                    rounded.min(largest).max(largest.negate()).unscaledValue().toByteArray();
            if (schema.getType() != Schema.Type.FIXED) {
                return ByteBuffer.wrap(bytes);
            }
            byte[] wide = new byte[schema.getFixedSize()];
            Arrays.fill(wide, (byte) (bytes[0] < 0 ? -1 : 0));
            System.arraycopy(bytes, 0, wide, wide.length - bytes.length, bytes.length);
            return new GenericData.Fixed(schema, wide);
        }
    }

    /** A boolean. */
    private static final class Flag extends CellCodec {
        @Override
        double read(Object value) {
            return (Boolean) value ? 1 : 0;
        }

        @Override
        Object write(GapValues values, int feature) {
            return values.value(feature) == 1;
        }
    }

    /** Strings, or the symbols of an enum. */
    private static final class Labels extends CellCodec {
        private final List<String> labels;
        private final Map<String, Integer> places = new HashMap<>();
        private final @Nullable Schema symbols;

        Labels(List<String> labels, @Nullable Schema symbols) {
            this.labels = labels;
            for (int label = 0; label < labels.size(); label++) {
                places.put(labels.get(label), label);
            }
            this.symbols = symbols;
        }

        @Override
        double read(Object value) {
            Integer label = places.get(value.toString());
            return label == null ? Double.NaN : label;
        }

        @Override
        Object write(GapValues values, int feature) {
            int best = (int) values.value(feature);
            for (int c = 0; c < labels.size() && !holds(best); c++) {
                double probability = holds(c) ? values.probability(feature, c) : -1;
                boolean better = probability >= 0 && better(values, feature, c);
                best = better ? c : best;
            }
            if (!holds(best)) {
                throw new io.lacuna.streams.errors.UnusableRecordException(
                        "a field can hold none of the categories that the model knows");
            }
            return symbols == null ? labels.get(best) : new GenericData.EnumSymbol(symbols, labels.get(best));
        }

        private boolean better(GapValues values, int feature, int category) {
            for (int c = 0; c < labels.size(); c++) {
                if (holds(c) && values.probability(feature, c) > values.probability(feature, category)) {
                    return false;
                }
            }
            return true;
        }

        private boolean holds(int category) {
            return symbols == null || symbols.hasEnumSymbol(labels.get(category));
        }
    }
}
