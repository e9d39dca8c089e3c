package io.lacuna.app.table.column;

import java.util.Map;

/**
 * What a user said of how numbers are written; what is left open is found by itself.
 *
 * @param decimal the decimal mark of every column; {@link NumberStyle#NONE} where it is left open
 * @param thousands what parts groups of three digits, by the column's name; the empty name stands for every column
 * @param limits what {@code <5} counts as
 */
public record ReadingChoices(char decimal, Map<String, Character> thousands, Limits limits) {
    /** Everything is left open. */
    public static final ReadingChoices NONE = new ReadingChoices(NumberStyle.NONE, Map.of(), Limits.MISSING);

    /** Names every column. */
    public static final String EVERY_COLUMN = "";

    public ReadingChoices {
        thousands = Map.copyOf(thousands);
    }

    /** What parts groups of three digits in a column; {@link NumberStyle#NONE} where it is left open. */
    char thousands(String column) {
        return thousands.getOrDefault(column, thousands.getOrDefault(EVERY_COLUMN, NumberStyle.NONE));
    }
}
