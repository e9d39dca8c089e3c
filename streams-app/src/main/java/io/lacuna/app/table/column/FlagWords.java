package io.lacuna.app.table.column;

/**
 * The words of a column for false and true: {@code 0} and {@code 1}, {@code 0.0} and {@code 1.0}, {@code no} and {@code
 * yes}.
 */
public record FlagWords(String no, String yes) {
    /** {@code 0} and {@code 1}. */
    public static final FlagWords NUMBERS = new FlagWords("0", "1");

    /** The word for a value. */
    public String text(boolean value) {
        return value ? yes : no;
    }
}
