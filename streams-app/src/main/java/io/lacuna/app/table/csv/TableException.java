package io.lacuna.app.table.csv;

/** A file that cannot be read or written as asked; the message is one line that names it, the place and the way out. */
public final class TableException extends Exception {
    private static final long serialVersionUID = 1;

    public TableException(String message) {
        super(message);
    }
}
