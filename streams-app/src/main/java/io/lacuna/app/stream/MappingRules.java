package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.Sentinel;
import java.util.List;
import java.util.Set;

/**
 * Which fields of a record are features, and which numbers stand for a missing value.
 *
 * @param include the fields to take; empty takes every field that can be one
 * @param exclude fields never taken
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

    public static MappingRules of(LacunaConfig config) {
        return new MappingRules(
                Set.copyOf(config.getList(LacunaConfig.IMPUTE_INCLUDE)),
                Set.copyOf(config.getList(LacunaConfig.IMPUTE_EXCLUDE)),
                config.sentinels());
    }

    boolean takes(String field) {
        return !exclude.contains(field) && (include.isEmpty() || include.contains(field));
    }

    double[] sentinelsOf(String field) {
        return sentinels.stream()
                .filter(sentinel -> sentinel.covers(field))
                .mapToDouble(Sentinel::value)
                .toArray();
    }
}
