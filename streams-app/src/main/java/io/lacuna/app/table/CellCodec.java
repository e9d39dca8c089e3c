package io.lacuna.app.table;

import io.lacuna.app.table.csv.MissingMarkers;
import io.lacuna.app.table.csv.Numbers;
import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes the cells of one column to values of a feature and back. Immutable.
 *
 * <p>A cell is missing where a marker says so, and then it is there to be filled. A cell that says something the feature
 * does not know (text for a number, a label never seen in training) is {@code NaN} to the model as well, but it was
 * observed and stays as it is: {@link #isMissing} tells the two apart.
 */
public final class CellCodec {
    /** Numbers beyond it, either way, count as it: their variance would overflow. */
    private static final double LARGEST = 1e150;

    private final Feature feature;
    private final MissingMarkers missing;
    private final boolean decimalComma;
    private final Map<String, Integer> categories = new HashMap<>();

    public CellCodec(Feature feature, MissingMarkers missing, boolean decimalComma) {
        this.feature = feature;
        this.missing = missing;
        this.decimalComma = decimalComma;
        for (int c = 0; c < feature.categories(); c++) {
            categories.put(feature.label(c), c);
        }
        if (feature.type() instanceof FeatureType.Binary) {
            Map.of("0", 0, "1", 1, "False", 0, "True", 1, "FALSE", 0, "TRUE", 1).forEach(categories::putIfAbsent);
        }
    }

    /** The value of a cell, {@code NaN} where it is missing or not known. */
    public double value(String text) {
        if (feature.isContinuous()) {
            double number = Numbers.parse(text, decimalComma);
            return missing.cover(text, number) ? Double.NaN : Math.max(-LARGEST, Math.min(LARGEST, number));
        }
        // Missing markers come first: a sentinel names cells to fill even where it was once a label.
        Integer category = isMissing(text) ? null : categories.get(text);
        return category == null ? Double.NaN : category;
    }

    /** Whether a marker says that the cell is missing. */
    public boolean isMissing(String text) {
        return missing.cover(text, Numbers.parse(text, decimalComma));
    }

    /**
     * The text of a filled value, not yet quoted.
     *
     * @param sd standard deviation of a continuous one, by which it is rounded
     */
    public String text(double value, double sd) {
        return feature.isContinuous() ? Numbers.format(value, sd, decimalComma) : feature.label((int) value);
    }
}
