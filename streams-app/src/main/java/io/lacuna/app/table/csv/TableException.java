package io.lacuna.app.table.csv;

/**
 * A file cannot be read or written as requested; the message is one line that names the file, the position and what to
 * do.
 */
public final class TableException extends Exception {
    private static final long serialVersionUID = 1;

    public TableException(String message) {
        super(message);
    }
}
