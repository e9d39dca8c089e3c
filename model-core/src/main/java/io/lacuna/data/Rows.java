package io.lacuna.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts between values by field name and observations. Safe for concurrent use. */
public final class Rows {
    private Rows() {}

    /**
     * Reads a row into an observation.
     *
     * @param features d features
     * @param row values by feature name: a {@link Number}, a {@link Boolean}, or a label as text or as an enum constant.
     *     These count as missing: absent, null, NaN, infinite, and labels that the feature does not have. Names that are
     *     not features are ignored
     * @param into d cells in the order of the features; all are written, NaN = missing
     * @throws IllegalArgumentException if a value is not of its feature's kind; the message names the feature
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

    /**
     * The rows as a table. Each row is read as by {@link #read}.
     *
     * @param features d features
     * @param rows n rows of values by feature name
     * @return n observations of d cells
     * @throws IllegalArgumentException if a value is not of its feature's kind; the message names the row, counted from 0,
     *     and the feature
     */
    public static Table table(Features features, List<? extends Map<String, ? extends @Nullable Object>> rows) {
        List<double[]> observations = new ArrayList<>(rows.size());
        for (Map<String, ? extends @Nullable Object> row : rows) {
            double[] observation = new double[features.size()];
            try {
                read(features, row, observation);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("row " + observations.size() + ": " + wrong.getMessage(), wrong);
            }
            observations.add(observation);
        }
        return new Table(features, observations);
    }

    /**
     * A label as text.
     *
     * @param value a label; an enum constant means its name
     * @return its text
     */
    public static String label(Object value) {
        return value instanceof Enum<?> constant ? constant.name() : value.toString();
    }

    /**
     * The value of an observed cell.
     *
     * @param feature that the cell is of
     * @param cell a number in the feature's own unit, 0 or 1, or the index of a label; not NaN
     * @return a {@link Double}, a {@link Boolean} or a label
     */
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
            int label = ((FeatureType.Categorical) feature.type()).labels().indexOf(label(value));
            return label < 0 ? Double.NaN : label;
        }
        throw wrong(feature, value, "one of its labels");
    }

    private static IllegalArgumentException wrong(Feature feature, Object value, String wanted) {
        return new IllegalArgumentException("feature '" + feature.name() + "' is '" + value + "', a "
                + value.getClass().getSimpleName() + "; make it " + wanted);
    }
}
