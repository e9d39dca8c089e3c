package io.lacuna.app.table.past;

import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Source of the times and keys of a table's rows. Immutable.
 *
 * @param order source of the times
 * @param time name of the time column; empty if there is none
 * @param keys names of the columns that together identify a row's key; empty if all rows have one key
 */
public record ContextChoice(Order order, String time, List<String> keys) {
    /** Each row is filled without earlier rows. */
    public static final ContextChoice NONE = new ContextChoice(Order.NONE, "", List.of());

    private static final String ORDER = "fit.context.order";
    private static final String TIME = "fit.context.time";
    private static final String KEY = "fit.context.key.";

    public ContextChoice {
        keys = List.copyOf(keys);
    }

    /** Source of the rows' times. */
    public enum Order {
        /** Rows have no times. */
        NONE,
        /** A row is one step after the previous row of its key. */
        ROWS,
        /** The time column. */
        TIME
    }

    public boolean isNone() {
        return order == Order.NONE;
    }

    /** The columns of times and keys. */
    public List<String> columns() {
        List<String> all = new ArrayList<>(keys);
        if (!time.isEmpty()) {
            all.add(time);
        }
        return all;
    }

    /** As provenance entries; empty if rows are filled without earlier rows. */
    public Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        if (!isNone()) {
            entries.put(ORDER, order.name().toLowerCase(Locale.ROOT));
            if (!time.isEmpty()) {
                entries.put(TIME, time);
            }
            for (int k = 0; k < keys.size(); k++) {
                entries.put(KEY + (k + 1), keys.get(k));
            }
        }
        return entries;
    }

    /** Reads the choice made when a model was fitted. */
    public static ContextChoice in(Provenance provenance) {
        Map<String, String> entries = provenance.entries();
        String said = entries.getOrDefault(ORDER, "");
        String time = entries.getOrDefault(TIME, "");
        if (!said.equals("rows") && (!said.equals("time") || time.isEmpty())) {
            return NONE;
        }
        List<String> keys = new ArrayList<>();
        for (int k = 1; entries.containsKey(KEY + k); k++) {
            keys.add(entries.get(KEY + k));
        }
        return new ContextChoice(said.equals("rows") ? Order.ROWS : Order.TIME, time, keys);
    }
}
