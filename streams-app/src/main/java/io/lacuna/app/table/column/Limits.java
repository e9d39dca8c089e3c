package io.lacuna.app.table.column;

/** How a cell such as {@code <5} or {@code >100} is read, which gives only a limit of the value. */
public enum Limits {
    /** Missing for the model; the cell is not changed. */
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
