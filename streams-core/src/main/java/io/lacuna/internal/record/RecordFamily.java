package io.lacuna.internal.record;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The record types that a model is for: versions of the type that it learned from, under the same name or an alias of it, and
 * types that have all of its features. If that type is not known, every type that has one of its features. Immutable.
 *
 * @param type full name of the type that the model learned from; null if it is not known
 */
public record RecordFamily(@Nullable String type) {
    /** Entry of a generation's provenance that names the type. */
    public static final String PROVENANCE = "input.record.type";

    /** The family of a model that does not say what it learned from. */
    public static final RecordFamily UNKNOWN = new RecordFamily(null);

    /**
     * Whether records of a schema belong to the family.
     *
     * @param found number of the model's features that the schema has
     * @param features number of the model's features that are in use
     */
    public boolean has(Schema schema, int found, int features) {
        return type == null ? found > 0 : isNamed(schema) || found == features;
    }

    private boolean isNamed(Schema schema) {
        return schema.getFullName().equals(type) || schema.getAliases().contains(type);
    }
}
