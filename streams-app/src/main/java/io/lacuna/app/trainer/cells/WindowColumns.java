package io.lacuna.app.trainer.cells;

import io.lacuna.data.Table;
import java.util.Map;

/**
 * The records of a window as a table, and what is known of their fields.
 *
 * @param table the observations, oldest first
 * @param provenance entries for the model's provenance
 * @param words which fields are filled and which pass through, for people; empty where a schema says it
 */
public record WindowColumns(Table table, Map<String, String> provenance, String words) {
    public WindowColumns {
        provenance = Map.copyOf(provenance);
    }

    /** A table of whose fields nothing more is known. */
    public static WindowColumns of(Table table) {
        return new WindowColumns(table, Map.of(), "");
    }
}
