package io.lacuna.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Observations from values by field name, and back. Safe to share between threads: it holds nothing. */
public final class Rows {
    private Rows() {}

    /**
     * Reads a row into an observation.
     *
     * @param row a value by feature name: a {@link Number}, a {@link Boolean} or a label; absent, null, NaN, infinite and
     *     labels that the feature does not have are missing; names that are no feature are ignored
     * @param into d cells in the order of the features; all are written, NaN = missing
     * @throws IllegalArgumentException where a value is of another kind than its feature; the message names the feature
     */
    public static void read(Features features, Map<String, ? extends @Nullable Object> row, double[] into) {
        Arrays.fill(into, Double.NaN);
        for (int j = 0; j < features.size(); j++) {
            Feature feature = features.get(j);
            Object value = row.get(feature.name());
            if (value != null) {
                into[j] = cell(feature, value);
            }
        }
    }

    /** The rows as a table, each read as by {@link #read}. */
    public static Table table(Features features, List<? extends Map<String, ? extends @Nullable Object>> rows) {
        return new Table(
                features,
                rows.stream()
                        .map(row -> {
                            double[] observation = new double[features.size()];
                            read(features, row, observation);
                            return observation;
                        })
                        .toList());
    }

    /** A cell as a value: a {@link Double}, a {@link Boolean} or a label. */
    public static Object value(Feature feature, double cell) {
        if (feature.isContinuous()) {
            return cell;
        }
        return feature.type() instanceof FeatureType.Binary ? (Object) (cell == 1) : feature.label((int) cell);
    }

    private static double cell(Feature feature, Object value) {
        if (feature.isContinuous()) {
            if (value instanceof Number number) {
                double cell = number.doubleValue();
                return Double.isInfinite(cell) ? Double.NaN : cell;
            }
            throw wrong(feature, value, "a number");
        }
        if (feature.type() instanceof FeatureType.Binary) {
            if (value instanceof Boolean flag) {
                return flag ? 1 : 0;
            }
            throw wrong(feature, value, "true or false");
        }
        if (value instanceof CharSequence || value instanceof Enum<?>) {
            int label = feature.type() instanceof FeatureType.Categorical categorical
                    ? categorical
                            .labels()
                            .indexOf(value instanceof Enum<?> constant ? constant.name() : value.toString())
                    : -1;
            return label < 0 ? Double.NaN : label;
        }
        throw wrong(feature, value, "one of its labels");
    }

    private static IllegalArgumentException wrong(Feature feature, Object value, String wanted) {
        return new IllegalArgumentException("feature '" + feature.name() + "' is '" + value + "', a "
                + value.getClass().getSimpleName() + "; make it " + wanted);
    }
}
