package io.lacuna.app.stream;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.model.Imputer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** How one field of a record and one feature of a model go over into each other. Immutable. */
abstract class Cell {
    private final int position;
    private final int feature;
    private final String name;

    private Cell(Schema.Field field, int feature) {
        this.position = field.pos();
        this.name = field.name();
        this.feature = feature;
    }

    /**
     * @throws MappingException where the field has another kind of type than the feature
     */
    static Cell of(Schema.Field field, Feature feature, int index, double[] sentinels) {
        Feature here = FieldTypes.feature(field);
        if (here == null || !here.type().getClass().equals(feature.type().getClass())) {
            throw new MappingException("field '" + field.name() + "' is " + FieldTypes.describe(field)
                    + " where the model has a " + kind(feature) + "; fit a new model, or list the field in"
                    + " impute.exclude");
        }
        Schema value = java.util.Objects.requireNonNull(FieldTypes.valueSchema(field));
        if (feature.type() instanceof FeatureType.Categorical categorical) {
            return new Category(field, index, value, categorical.labels());
        }
        return feature.isContinuous() ? new Quantity(field, index, value, sentinels) : new Truth(field, index);
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

    /** The cell of the observation, NaN where missing. */
    abstract double read(@Nullable Object value);

    /** Whether the value is missing in the record itself, so that it is to be filled. */
    abstract boolean isGap(@Nullable Object value, double[] observation);

    /** What to write in the gap; notes it with its uncertainty. */
    abstract Object filled(Imputer imputer, ImputationNote note);

    /** A number. */
    private static final class Quantity extends Cell {
        private final Schema.Type type;
        private final double[] sentinels;

        Quantity(Schema.Field field, int feature, Schema value, double[] sentinels) {
            super(field, feature);
            this.type = value.getType();
            this.sentinels = sentinels;
        }

        @Override
        double read(@Nullable Object value) {
            if (value == null) {
                return Double.NaN;
            }
            double number = ((Number) value).doubleValue();
            if (Double.isInfinite(number)) {
                return Double.NaN;
            }
            for (double sentinel : sentinels) {
                // A float field holds -999.9 as the nearest float.
                if (number == sentinel || type == Schema.Type.FLOAT && number == (float) sentinel) {
                    return Double.NaN;
                }
            }
            return number;
        }

        @Override
        boolean isGap(@Nullable Object value, double[] observation) {
            return Double.isNaN(observation[feature()]);
        }

        @Override
        Object filled(Imputer imputer, ImputationNote note) {
            double mean = imputer.mean(feature());
            if (!Double.isFinite(mean)) {
                throw new UnusableRecordException("the model fills '" + name() + "' with " + mean);
            }
            note.number(feature(), imputer);
            return switch (type) {
                case INT -> (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Math.rint(mean)));
                case LONG -> (long) Math.rint(mean); // The cast keeps to the range of long.
                case FLOAT -> (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, mean));
                default -> mean;
            };
        }
    }

    /** False or true. */
    private static final class Truth extends Cell {
        Truth(Schema.Field field, int feature) {
            super(field, feature);
        }

        @Override
        double read(@Nullable Object value) {
            return value == null ? Double.NaN : (Boolean) value ? 1 : 0;
        }

        @Override
        boolean isGap(@Nullable Object value, double[] observation) {
            return value == null;
        }

        @Override
        Object filled(Imputer imputer, ImputationNote note) {
            note.category(feature(), imputer);
            return imputer.mostProbable(feature()) == 1;
        }
    }

    /** An enum: the model's labels and the schema's symbols may differ either way. */
    private static final class Category extends Cell {
        private final Map<String, Integer> labelOfSymbol = new HashMap<>();

        /** By label; null for a label that the field cannot hold. */
        private final GenericData.@Nullable EnumSymbol[] symbols;

        Category(Schema.Field field, int feature, Schema value, List<String> labels) {
            super(field, feature);
            symbols = new GenericData.EnumSymbol[labels.size()];
            for (int c = 0; c < symbols.length; c++) {
                labelOfSymbol.put(labels.get(c), c);
                symbols[c] =
                        value.hasEnumSymbol(labels.get(c)) ? new GenericData.EnumSymbol(value, labels.get(c)) : null;
            }
        }

        @Override
        double read(@Nullable Object value) {
            Integer label = value == null ? null : labelOfSymbol.get(value.toString());
            return label == null ? Double.NaN : label;
        }

        @Override
        boolean isGap(@Nullable Object value, double[] observation) {
            return value == null;
        }

        @Override
        Object filled(Imputer imputer, ImputationNote note) {
            GenericData.EnumSymbol best = null;
            double highest = -1;
            for (int c = 0; c < symbols.length; c++) {
                GenericData.EnumSymbol symbol = symbols[c];
                double probability = symbol == null ? -1 : imputer.probability(feature(), c);
                if (probability > highest) {
                    highest = probability;
                    best = symbol;
                }
            }
            if (best == null) {
                throw new UnusableRecordException(
                        "field '" + name() + "' can hold none of the categories that the model knows");
            }
            note.category(feature(), imputer);
            return best;
        }
    }
}
