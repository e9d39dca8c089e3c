package io.lacuna.app.table.column;

import io.lacuna.app.table.column.MissingMarkers.Sentinel;
import io.lacuna.app.table.column.MissingMarkers.Silence;
import java.util.List;

/** Decides which cells of one column are missing. Immutable. */
public final class MissingCells {
    private final NumberStyle style;
    private final Sentinel[] sentinels;
    private final double[] numbers;

    /**
     * @param all all sentinels of the file
     * @param style how the column writes numbers
     */
    public MissingCells(String column, List<Sentinel> all, NumberStyle style) {
        this.style = style;
        sentinels = all.stream()
                .filter(sentinel ->
                        sentinel.column() == null || sentinel.column().equals(column))
                .toArray(Sentinel[]::new);
        numbers = new double[sentinels.length];
        for (int s = 0; s < numbers.length; s++) {
            String value = sentinels[s].value();
            double number = style.parse(value);
            // A sentinel is written in the file's own style, or as programs write numbers.
            numbers[s] = Double.isNaN(number)
                    ? Numbers.parse(value.indexOf('.') < 0 ? value.replace(',', '.') : value, false)
                    : number;
        }
    }

    /** Index of the sentinel that equals the cell, as text or as a number; -1 for none. */
    int sentinel(String text, double number) {
        for (int s = 0; s < sentinels.length; s++) {
            if (numbers[s] == number || sentinels[s].value().equals(text)) {
                return s;
            }
        }
        return -1;
    }

    Sentinel sentinel(int index) {
        return sentinels[index];
    }

    int sentinels() {
        return sentinels.length;
    }

    /**
     * Whether a cell is missing in a column of numbers.
     *
     * @param number value of the cell; {@code NaN} where it is not a number
     */
    public boolean amongNumbers(String text, double number) {
        return sentinel(text, number) >= 0 || Double.isNaN(number) && MissingMarkers.silence(text) != Silence.NONE;
    }

    /** Whether a cell is missing in a column of labels, where a sign such as {@code ?} may be a label. */
    public boolean amongLabels(String text, boolean isLabel) {
        if (sentinels.length > 0 && sentinel(text, style.parse(text)) >= 0) {
            return true;
        }
        return switch (MissingMarkers.silence(text)) {
            case ALWAYS, SPOKEN -> true;
            case SIGN -> !isLabel;
            case WORD, NONE -> false;
        };
    }
}
