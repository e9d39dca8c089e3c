package io.lacuna.app.table.past;

import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a table's rows get their times and keys from. Immutable.
 *
 * @param order what the rows' times are
 * @param time name of the column of times; empty where there is none
 * @param keys names of the columns that name a row's key together; none where all rows are of one key
 */
public record ContextChoice(Order order, String time, List<String> keys) {
    /** Each row is filled by itself. */
    public static final ContextChoice NONE = new ContextChoice(Order.NONE, "", List.of());

    private static final String ORDER = "fit.context.order";
    private static final String TIME = "fit.context.time";
    private static final String KEY = "fit.context.key.";

    public ContextChoice {
        keys = List.copyOf(keys);
    }

    /** What the rows' times are. */
    public enum Order {
        /** They have none. */
        NONE,
        /** A row is one step behind the row of its key before it. */
        ROWS,
        /** What a column says. */
        TIME
    }

    public boolean isNone() {
        return order == Order.NONE;
    }

    /** The columns that it names. */
    public List<String> columns() {
        List<String> all = new ArrayList<>(keys);
        if (!time.isEmpty()) {
            all.add(time);
        }
        return all;
    }

    /** As entries of a provenance; none where rows are filled by themselves. */
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

    /** What was chosen when a model was fitted. */
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
