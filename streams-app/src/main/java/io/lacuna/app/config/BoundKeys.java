package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import io.lacuna.internal.registry.SchemaLimits;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The keys that bound what comes from outside: whoever may write a record or a schema decides how much of it there is. */
final class BoundKeys {
    private static final String BOUNDS = "Bounds of what comes from outside";

    private BoundKeys() {}

    static void define(LacunaKeys keys) {
        schema(
                keys,
                SchemaLimits.MAX_BYTES,
                SchemaLimits.DEFAULT.maxBytes(),
                "Longest text of a schema that is taken from the registry, in bytes. A record whose schema is larger than"
                        + " this or one of the next three is a dead letter.");
        schema(
                keys,
                SchemaLimits.MAX_FIELDS,
                SchemaLimits.DEFAULT.maxFields(),
                "Most fields of a schema, those of all its records together.");
        schema(
                keys,
                SchemaLimits.MAX_NESTING,
                SchemaLimits.DEFAULT.maxNesting(),
                "Deepest nesting of records, arrays, maps and unions in a schema.");
        schema(
                keys,
                SchemaLimits.MAX_FIXED_BYTES,
                SchemaLimits.DEFAULT.maxFixedBytes(),
                "Largest size of a `fixed` type in a schema, in bytes.");
    }

    private static void schema(LacunaKeys keys, String name, int standard, String doc) {
        keys.key(BOUNDS, name, Type.INT, standard, atLeast(1), doc);
    }
}
