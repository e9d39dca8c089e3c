package io.lacuna.internal.record;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.internal.avro.FlatRecord;
import io.lacuna.internal.model.GapValues;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;

/** Converts between one field of a record and one feature of a model. Immutable and safe for concurrent use. */
abstract class FieldMapping {
    private final int position;
    private final int feature;
    private final String name;

    private FieldMapping(Schema.Field field, int feature) {
        this(field, field.name(), feature);
    }

    FieldMapping(Schema.Field field, String name, int feature) {
        this.position = field.pos();
        this.name = name;
        this.feature = feature;
    }

    /**
     * @throws MappingException if the field is not of the feature's kind
     */
    static FieldMapping of(Schema.Field field, Feature feature, int index, double[] sentinels) {
        if (!FieldTypes.isFlat(field)) {
            return ofObjects(List.of(field), feature, index, sentinels);
        }
        Feature own = FieldTypes.feature(field);
        if (own == null || !own.type().getClass().equals(feature.type().getClass())) {
            throw new MappingException("field '" + field.name() + "' is " + FieldTypes.describe(field)
                    + " where the model has a " + kind(feature) + "; fit a new model, or list the field in"
                    + " impute.exclude");
        }
        Schema value = Objects.requireNonNull(FieldTypes.valueSchema(field));
        if (feature.type() instanceof FeatureType.Categorical categorical) {
            return new EnumMapping(field, index, value, categorical.labels());
        }
        return feature.isContinuous()
                ? new NumberMapping(field, index, value, sentinels)
                : new BooleanMapping(field, index);
    }

    /**
     * Maps a field whose values are objects.
     *
     * @param path the fields from the record's own to the one that is mapped
     * @throws MappingException if the field is not of the feature's kind
     */
    static FieldMapping ofObjects(List<Schema.Field> path, Feature feature, int index, double[] sentinels) {
        Schema.Field field = path.get(path.size() - 1);
        CellCodec codec = CellCodec.of(field, feature);
        if (codec == null) {
            throw new MappingException("field '" + feature.name() + "' is " + FieldTypes.describe(field)
                    + " where the model has a " + kind(feature) + "; fit a new model, or list the field in"
                    + " impute.exclude");
        }
        return PathMapping.of(path, feature.name(), index, codec, feature.isContinuous(), sentinels);
    }

    private static String kind(Feature feature) {
        return feature.isContinuous() ? "number" : feature.categories() == 2 ? "binary" : "category";
    }

    int position() {
        return position;
    }

    int feature() {
        return feature;
    }

    String name() {
        return name;
    }

    /** Whether the field holds a filled number itself, to the precision of a float. */
    boolean holdsNumber() {
        return false;
    }

    /** The step between the numbers that the field can hold; 0 where they are not rounded, and of categories. */
    double step() {
        return 0;
    }

    /** The cell of the observation; NaN = missing. */
    abstract double read(FlatRecord record);

    /** Whether the value is missing in the record itself, so that it must be filled. */
    abstract boolean isGap(FlatRecord record, double[] observation);

    /** Fills the gap and reports it. */
    abstract void fill(FlatRecord record, GapValues values, FilledCells filled);

    /** A number. */
    private static final class NumberMapping extends FieldMapping {
        private final boolean single;
        private final boolean fractional;
        private final double[] sentinels;

        NumberMapping(Schema.Field field, int feature, Schema value, double[] sentinels) {
            super(field, feature);
            this.single = value.getType() == Schema.Type.FLOAT;
            this.fractional = single || value.getType() == Schema.Type.DOUBLE;
            this.sentinels = sentinels;
        }

        @Override
        boolean holdsNumber() {
            return fractional;
        }

        @Override
        double step() {
            return fractional ? 0 : 1;
        }

        @Override
        double read(FlatRecord record) {
            if (record.isNull(position())) {
                return Double.NaN;
            }
            double number = record.number(position());
            if (Double.isInfinite(number)) {
                return Double.NaN;
            }
            for (double sentinel : sentinels) {
                // A float field stores -999.9 as the nearest float.
                if (number == sentinel || single && number == (float) sentinel) {
                    return Double.NaN;
                }
            }
            return number;
        }

        @Override
        boolean isGap(FlatRecord record, double[] observation) {
            return Double.isNaN(observation[feature()]);
        }

        @Override
        void fill(FlatRecord record, GapValues values, FilledCells filled) {
            double value = values.value(feature());
            if (!Double.isFinite(value)) {
                throw new UnusableRecordException("the model fills '" + name() + "' with " + value);
            }
            filled.number(feature());
            record.putNumber(position(), value);
        }
    }

    /** A boolean. */
    private static final class BooleanMapping extends FieldMapping {
        BooleanMapping(Schema.Field field, int feature) {
            super(field, feature);
        }

        @Override
        double read(FlatRecord record) {
            return record.isNull(position()) ? Double.NaN : record.number(position());
        }

        @Override
        boolean isGap(FlatRecord record, double[] observation) {
            return record.isNull(position());
        }

        @Override
        void fill(FlatRecord record, GapValues values, FilledCells filled) {
            filled.category(feature());
            record.putBoolean(position(), values.value(feature()) == 1);
        }
    }

    /** An enum. The model's labels and the schema's symbols may differ in both directions. */
    private static final class EnumMapping extends FieldMapping {
        private static final int NONE = -1;

        /** By symbol index: the model's label; NONE for a symbol that the model has never seen. */
        private final int[] label;

        /** By label: the symbol's index; NONE for a label that the field cannot hold. */
        private final int[] ordinal;

        EnumMapping(Schema.Field field, int feature, Schema value, List<String> labels) {
            super(field, feature);
            List<String> symbols = value.getEnumSymbols();
            label = symbols.stream().mapToInt(labels::indexOf).toArray();
            ordinal = labels.stream().mapToInt(symbols::indexOf).toArray();
        }

        @Override
        double read(FlatRecord record) {
            if (record.isNull(position())) {
                return Double.NaN;
            }
            int seen = label[record.ordinal(position())];
            return seen == NONE ? Double.NaN : seen;
        }

        @Override
        boolean isGap(FlatRecord record, double[] observation) {
            return record.isNull(position());
        }

        @Override
        void fill(FlatRecord record, GapValues values, FilledCells filled) {
            int best = ordinal[(int) values.value(feature())];
            double highest = best == NONE ? -1 : 1;
            for (int c = 0; c < ordinal.length && highest < 1; c++) {
                double probability = ordinal[c] == NONE ? -1 : values.probability(feature(), c);
                if (probability > highest) {
                    highest = probability;
                    best = ordinal[c];
                }
            }
            if (best == NONE) {
                throw new UnusableRecordException(
                        "field '" + name() + "' can hold none of the categories that the model knows");
            }
            filled.category(feature());
            record.putOrdinal(position(), best);
        }
    }
}
