package io.lacuna.app.table;

import io.lacuna.app.table.column.ColumnSketch;
import io.lacuna.app.table.column.Decimals;
import io.lacuna.app.table.column.FlagWords;
import io.lacuna.app.table.column.LabelIndex;
import io.lacuna.app.table.column.MissingCells;
import io.lacuna.app.table.column.NumberStyle;
import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;

/**
 * Converts the cells of one column to values of a feature and back. Immutable.
 *
 * <p>A cell is missing if a marker says so; such a cell is filled. A cell that the feature cannot represent (text for a
 * number, a label never seen in training) is {@code NaN} for the model too, but it was observed and is not changed:
 * {@link #isMissing} distinguishes the two.
 */
public final class CellCodec {
    /** Larger absolute numbers are clipped to this limit: their variance would overflow. */
    private static final double LARGEST = 1e150;

    private final Feature feature;
    private final NumberStyle style;
    private final MissingCells missing;
    private final Decimals decimals;
    private final LabelIndex labels;
    private final FlagWords flags;

    /**
     * @param column the column of the file
     * @param decimals resolution of filled numbers
     */
    CellCodec(Feature feature, ColumnSketch column, Decimals decimals) {
        this.feature = feature;
        this.style = column.style();
        this.missing = column.missing();
        this.decimals = decimals;
        this.labels = feature.type() instanceof FeatureType.Categorical categorical
                ? LabelIndex.of(categorical.labels())
                : LabelIndex.FLAGS;
        this.flags = column.flagWords();
    }

    /** The value of a cell; {@code NaN} where it is missing or unknown. */
    public double value(String text) {
        if (feature.isContinuous()) {
            double number = style.parse(text);
            return missing.amongNumbers(text, number) ? Double.NaN : Math.max(-LARGEST, Math.min(LARGEST, number));
        }
        // Missing markers come first: a sentinel marks cells to fill even if it was a label once.
        int category = isMissing(text) ? LabelIndex.NONE : labels.of(text);
        return category == LabelIndex.NONE ? Double.NaN : category;
    }

    /** Whether a marker marks the cell as missing. */
    public boolean isMissing(String text) {
        return feature.isContinuous()
                ? missing.amongNumbers(text, style.parse(text))
                : missing.amongLabels(text, labels.has(text));
    }

    /**
     * The text of a filled value, not yet quoted.
     *
     * @param sd standard deviation of a continuous value, which decides its rounding
     */
    public String text(double value, double sd) {
        if (feature.isContinuous()) {
            return style.text(value, sd, decimals);
        }
        return feature.type() instanceof FeatureType.Binary ? flags.text(value == 1) : feature.label((int) value);
    }

    /** The step between filled numbers; 0 for labels, and where numbers have no fixed resolution. */
    double resolution() {
        return feature.isContinuous() && decimals.most() != Decimals.FREE ? Math.pow(10, -decimals.most()) : 0;
    }

    /** The text of an interval's end, which is not rounded to the column's resolution. */
    public String end(double value, double sd) {
        return style.text(value, sd, Decimals.UNKNOWN);
    }
}
