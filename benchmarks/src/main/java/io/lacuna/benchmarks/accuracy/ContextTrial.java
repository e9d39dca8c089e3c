package io.lacuna.benchmarks.accuracy;

import io.lacuna.benchmarks.accuracy.Trial.Mechanism;
import java.util.List;
import java.util.Locale;

/**
 * One table whose rows have a past, hidden in one way. The last fifth of each key's rows is the test set, and gaps in
 * time run along each key's own rows. Immutable.
 *
 * @param table name of the CSV without its extension
 * @param mechanism how cells are hidden
 * @param rate share of cells hidden
 * @param order what gives the rows their times
 * @param keys columns that together identify a row's key, which are no features; empty if all rows have one key
 */
record ContextTrial(String table, Mechanism mechanism, double rate, Order order, List<String> keys) {
    /** What gives the rows their times. */
    enum Order {
        /** The order of the table. */
        ROWS,
        /** A random order, which is taken for the time: rows without a past. */
        SHUFFLED,
        /** Rows are an hour apart, so that the hour of the day and the day of the week are known. */
        TIME
    }

    String name() {
        return String.format(
                Locale.ROOT,
                "%s %s %.0f%% by %s",
                table,
                mechanism.name().toLowerCase(Locale.ROOT),
                100 * rate,
                keys.isEmpty() ? order.name().toLowerCase(Locale.ROOT) : "key");
    }

    /** The same masks for a table without times and keys. */
    Trial masks() {
        return new Trial(table, mechanism, rate, true, Double.NaN, "");
    }
}
