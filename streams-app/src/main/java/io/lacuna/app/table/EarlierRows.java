package io.lacuna.app.table;

import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.table.past.ContextChoice;
import io.lacuna.app.table.past.RowTimes;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.nio.file.Path;

/**
 * The rows of {@code --prime}: a table with earlier rows of the same keys. Immutable by convention.
 *
 * @param file the table's file
 * @param table its rows
 * @param times their times and keys
 */
public record EarlierRows(Path file, Table table, RowTimes times) {
    /**
     * Reads the file. It must be read before the table whose keys have these earlier rows.
     *
     * @param keys receives the file's keys
     * @throws TableException with one line for the user if the file cannot be read
     */
    public static EarlierRows read(
            Path file, Features features, ColumnChoices choices, ContextChoice context, RowTimes.Keys keys)
            throws TableException {
        TableProfile profile = TableProfile.read(file, choices);
        RowTimes times = RowTimes.read(file, profile.format(), context, keys);
        return new EarlierRows(file, CsvTable.load(profile, features), times);
    }

    /** The remark on rows that are not used because they are not earlier than the first of another file. */
    public static String late(long rows, Path earlier, Path file) {
        return earlier + ": " + rows + " rows are not earlier than the first of " + file + " and are not used";
    }
}
