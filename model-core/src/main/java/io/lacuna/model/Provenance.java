package io.lacuna.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model was made from and how: source, rows, seed, settings, library and platform versions, scores. Keys are in
 * dotted lower case ({@code fit.seed}). Values are readable by people and programs, and never contain a secret.
 * Immutable.
 *
 * @param entries sorted by key; unmodifiable
 */
public record Provenance(SortedMap<String, String> entries) {
    /** Copies the map. */
    public Provenance {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /**
     * These entries together with others.
     *
     * @param more entries; where a key is in both, the given entry wins
     * @return all the entries
     */
    public Provenance with(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(entries);
        all.putAll(more);
        return new Provenance(all);
    }
}
