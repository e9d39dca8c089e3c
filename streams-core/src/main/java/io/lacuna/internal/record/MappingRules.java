package io.lacuna.internal.record;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which fields of a record are features, and which numbers mean a missing value. Immutable.
 *
 * @param include the fields to use; empty means every field that can be a feature
 * @param exclude fields that are never used
 * @param sentinels numbers that count as missing
 */
public record MappingRules(Set<String> include, Set<String> exclude, List<Sentinel> sentinels) {
    /** Every field that can be a feature; no sentinels. */
    public static final MappingRules EVERYTHING = new MappingRules(Set.of(), Set.of(), List.of());

    public MappingRules {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        sentinels = List.copyOf(sentinels);
    }

    /** Whether a field with this name may be a feature. */
    public boolean takes(String field) {
        return !exclude.contains(field) && (include.isEmpty() || include.contains(field));
    }

    /** These rules with more fields that are never used. */
    public MappingRules without(Set<String> fields) {
        Set<String> all = new HashSet<>(exclude);
        all.addAll(fields);
        return new MappingRules(include, all, sentinels);
    }

    double[] sentinelsOf(String field) {
        return sentinels.stream()
                .filter(sentinel -> sentinel.covers(field))
                .mapToDouble(Sentinel::value)
                .toArray();
    }
}
