package io.lacuna.app.trainer.cells;

import io.lacuna.data.Table;
import java.util.Map;
import java.util.Set;

/**
 * The records of a window as a table, and what is known of their fields.
 *
 * @param table the observations, oldest first
 * @param provenance entries for the model's provenance
 * @param words which fields are filled and which pass through, for people; empty where a schema says it
 * @param ofPartners names of the features that only partners have: a model conditions on them and never fills them
 */
public record WindowColumns(Table table, Map<String, String> provenance, String words, Set<String> ofPartners) {
    public WindowColumns {
        provenance = Map.copyOf(provenance);
        ofPartners = Set.copyOf(ofPartners);
    }

    /** A table of whose fields nothing more is known. */
    public static WindowColumns of(Table table) {
        return new WindowColumns(table, Map.of(), "", Set.of());
    }
}
