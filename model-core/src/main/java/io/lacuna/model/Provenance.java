package io.lacuna.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model was made from and how: source, rows, seed, settings, library and platform versions, figures. Keys are
 * dotted lower case ({@code fit.seed}); values are for people and programs alike, and never hold a secret.
 *
 * @param entries sorted by key; unmodifiable
 */
public record Provenance(SortedMap<String, String> entries) {
    public Provenance {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** These entries and the given ones, which win. */
    public Provenance with(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(entries);
        all.putAll(more);
        return new Provenance(all);
    }
}
