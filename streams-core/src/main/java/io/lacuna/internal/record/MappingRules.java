package io.lacuna.internal.record;

import io.lacuna.data.Features;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Which fields of a record are features, and which numbers mean a missing value. Immutable.
 *
 * @param include the fields to use; empty means every field that can be a feature
 * @param exclude fields that are never used
 * @param sentinels numbers that count as missing
 * @param categorical fields whose values are labels, if they are strings with many labels or numbers
 */
public record MappingRules(
        Set<String> include, Set<String> exclude, List<Sentinel> sentinels, Set<String> categorical) {
    /** Every field that can be a feature; no sentinels. */
    public static final MappingRules EVERYTHING = new MappingRules(Set.of(), Set.of(), List.of());

    public MappingRules {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        sentinels = List.copyOf(sentinels);
        categorical = Set.copyOf(categorical);
    }

    /** Rules that name no field as categorical. */
    public MappingRules(Set<String> include, Set<String> exclude, List<Sentinel> sentinels) {
        this(include, exclude, sentinels, Set.of());
    }

    /** Whether a field with this name or path may be a feature. A name stands for all fields in it too. */
    public boolean takes(String field) {
        return !names(exclude, field) && (include.isEmpty() || names(include, field));
    }

    /** The number of features that are taken. */
    public int taken(Features features) {
        return (int) features.list().stream()
                .filter(feature -> takes(feature.name()))
                .count();
    }

    private static boolean names(Set<String> set, String field) {
        boolean named = set.contains(field);
        for (int dot = field.lastIndexOf('.'); dot > 0 && !named; dot = field.lastIndexOf('.', dot - 1)) {
            named = set.contains(field.substring(0, dot));
        }
        return named;
    }

    /** These rules with more fields that are never used. */
    public MappingRules without(Set<String> fields) {
        Set<String> all = new HashSet<>(exclude);
        all.addAll(fields);
        return new MappingRules(include, all, sentinels, categorical);
    }

    /** These rules with these fields only. */
    public MappingRules only(Set<String> fields) {
        return new MappingRules(fields, exclude, sentinels, categorical);
    }

    /** These rules for a record of another topic, whose fields must not be those of the record itself. */
    public MappingRules ofPartner(Schema record) {
        Set<String> own = new HashSet<>();
        record.getFields().forEach(field -> own.add(field.name()));
        own.addAll(exclude);
        return new MappingRules(Set.of(), own, sentinels, categorical);
    }

    /** Numbers that mean a missing value in a field. */
    public double[] sentinelsOf(String field) {
        return sentinels.stream()
                .filter(sentinel -> sentinel.covers(field))
                .mapToDouble(Sentinel::value)
                .toArray();
    }
}
