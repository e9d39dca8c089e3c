package io.lacuna.app.table.column;

import java.util.Map;

/**
 * The user's choices of number formats; formats without a choice are detected.
 *
 * @param decimal the decimal mark of every column; {@link NumberStyle#NONE} to detect it
 * @param thousands thousands separators by column name; the empty name applies to every column
 * @param limits how {@code <5} is read
 */
public record ReadingChoices(char decimal, Map<String, Character> thousands, Limits limits) {
    /** Everything is detected. */
    public static final ReadingChoices NONE = new ReadingChoices(NumberStyle.NONE, Map.of(), Limits.MISSING);

    /** Key for every column. */
    public static final String EVERY_COLUMN = "";

    public ReadingChoices {
        thousands = Map.copyOf(thousands);
    }

    /** The thousands separator of a column; {@link NumberStyle#NONE} to detect it. */
    char thousands(String column) {
        return thousands.getOrDefault(column, thousands.getOrDefault(EVERY_COLUMN, NumberStyle.NONE));
    }
}
