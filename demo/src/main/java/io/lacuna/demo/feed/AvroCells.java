package io.lacuna.demo.feed;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Converts cells of the demo's records to numbers and back. Safe for concurrent use. */
public final class AvroCells {
    private AvroCells() {}

    /** The nullable fields of a schema as features: numbers, booleans, enums. */
    static Features features(Schema schema) {
        List<Feature> features = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            if (field.schema().isUnion()) {
                Schema type = nonNull(field.schema());
                features.add(
                        switch (type.getType()) {
                            case BOOLEAN -> Feature.binary(field.name());
                            case ENUM -> Feature.categorical(field.name(), type.getEnumSymbols());
                            default -> Feature.continuous(field.name());
                        });
            }
        }
        return new Features(features);
    }

    /** Sets the observed cells; missing ones become null. */
    static void put(GenericRecord record, Features features, double[] observed) {
        for (int j = 0; j < observed.length; j++) {
            Feature feature = features.get(j);
            record.put(feature.name(), value(record.getSchema(), feature, observed[j]));
        }
    }

    /** The cell of a record as a number; NaN if it is null. */
    public static double get(GenericRecord record, Feature feature) {
        Object value = record.get(feature.name());
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean yes) {
            return yes ? 1 : 0;
        }
        if (feature.type() instanceof FeatureType.Categorical categorical) {
            return categorical.labels().indexOf(value.toString());
        }
        throw new IllegalArgumentException(
                "field '" + feature.name() + "' is a " + value.getClass().getSimpleName() + ", which cannot be a cell");
    }

    private static @Nullable Object value(Schema schema, Feature feature, double cell) {
        if (Double.isNaN(cell)) {
            return null;
        }
        if (feature.isContinuous()) {
            return cell;
        }
        if (feature.type() instanceof FeatureType.Binary) {
            return cell != 0;
        }
        Schema type = nonNull(schema.getField(feature.name()).schema());
        return new GenericData.EnumSymbol(type, feature.label((int) cell));
    }

    private static Schema nonNull(Schema union) {
        return union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }
}
