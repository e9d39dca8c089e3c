package io.lacuna.app.stream;

import io.lacuna.app.registry.FlatRecord;
import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.model.Imputer;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;

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
        Schema value = Objects.requireNonNull(FieldTypes.valueSchema(field));
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
    abstract double read(FlatRecord record);

    /** Whether the value is missing in the record itself, so that it is to be filled. */
    abstract boolean isGap(FlatRecord record, double[] observation);

    /** Fills the gap; notes it with its uncertainty. */
    abstract void fill(FlatRecord record, Imputer imputer, ImputationNote note);

    /** A number. */
    private static final class Quantity extends Cell {
        private final boolean single;
        private final double[] sentinels;

        Quantity(Schema.Field field, int feature, Schema value, double[] sentinels) {
            super(field, feature);
            this.single = value.getType() == Schema.Type.FLOAT;
            this.sentinels = sentinels;
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
                // A float field holds -999.9 as the nearest float.
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
        void fill(FlatRecord record, Imputer imputer, ImputationNote note) {
            double mean = imputer.mean(feature());
            if (!Double.isFinite(mean)) {
                throw new UnusableRecordException("the model fills '" + name() + "' with " + mean);
            }
            note.number(feature(), imputer);
            record.putNumber(position(), mean);
        }
    }

    /** False or true. */
    private static final class Truth extends Cell {
        Truth(Schema.Field field, int feature) {
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
        void fill(FlatRecord record, Imputer imputer, ImputationNote note) {
            note.category(feature(), imputer);
            record.putBoolean(position(), imputer.mostProbable(feature()) == 1);
        }
    }

    /** An enum: the model's labels and the schema's symbols may differ either way. */
    private static final class Category extends Cell {
        private static final int NONE = -1;

        /** By the symbol's ordinal, the model's label; NONE for a symbol that it has never seen. */
        private final int[] label;

        /** By label, the symbol's ordinal; NONE for a label that the field cannot hold. */
        private final int[] ordinal;

        Category(Schema.Field field, int feature, Schema value, List<String> labels) {
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
        void fill(FlatRecord record, Imputer imputer, ImputationNote note) {
            int best = NONE;
            double highest = -1;
            for (int c = 0; c < ordinal.length; c++) {
                double probability = ordinal[c] == NONE ? -1 : imputer.probability(feature(), c);
                if (probability > highest) {
                    highest = probability;
                    best = ordinal[c];
                }
            }
            if (best == NONE) {
                throw new UnusableRecordException(
                        "field '" + name() + "' can hold none of the categories that the model knows");
            }
            note.category(feature(), imputer);
            record.putOrdinal(position(), best);
        }
    }
}
