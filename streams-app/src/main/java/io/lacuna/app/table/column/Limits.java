package io.lacuna.app.table.column;

/** What a cell such as {@code <5} or {@code >100}, which only says on which side the value lies, counts as. */
public enum Limits {
    /** Missing to the model; the cell stays as it is. */
    MISSING,
    /** The number itself. */
    AT,
    /** Half of the number for {@code <5}, the number itself for {@code >100}. */
    HALF;

    double value(char limit, double number) {
        return switch (this) {
            case MISSING -> Double.NaN;
            case AT -> number;
            case HALF -> limit == '<' ? number / 2 : number;
        };
    }
}
