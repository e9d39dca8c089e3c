package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import io.lacuna.internal.generation.ModelBudget;
import io.lacuna.internal.registry.SchemaLimits;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Defines the limits of schemas: anyone who can write a record or a schema chooses its size. */
final class BoundKeys {
    private static final String BOUNDS = "Limits of schemas";

    private BoundKeys() {}

    static void define(LacunaKeys keys) {
        schema(
                keys,
                SchemaLimits.MAX_BYTES,
                SchemaLimits.DEFAULT.maxBytes(),
                "Largest text of a schema from the registry, in bytes. A record whose schema exceeds this limit or one of"
                        + " the next three becomes a dead letter.");
        schema(
                keys,
                SchemaLimits.MAX_FIELDS,
                SchemaLimits.DEFAULT.maxFields(),
                "Largest number of fields of a schema, all its records together.");
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
        keys.key(
                BOUNDS,
                ModelBudget.MAX_BYTES,
                Type.LONG,
                0L,
                atLeast(0),
                "How many bytes of models an instance holds of the models topic. Where there are more, those that no"
                        + " generation names go first, then those of the oldest generations; a stream does not start where"
                        + " the models that are to serve are more. 0 takes a quarter of the heap.");
        keys.key(
                BOUNDS,
                LacunaConfig.RECORD_TIMESTAMP_ACTION,
                Type.STRING,
                TimestampAction.DEAD_LETTER.id(),
                Choice.valid(TimestampAction.class),
                "What becomes of a record whose timestamp is further from the brokers' clock than the output topics take"
                        + " (`message.timestamp.after.max.ms`, `message.timestamp.before.max.ms`): a `dead-letter`; or it is"
                        + " filled and its outputs `clamp`ed to a timestamp that is taken; or it may `pass`, and what the"
                        + " brokers then refuse is treated as `record.failure.action` says.");
        keys.key(
                BOUNDS,
                LacunaConfig.HTTP_HOSTS,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Host names that HTTP requests may ask for; `localhost` and addresses always may. Empty allows any name if"
                        + " `http.host` is not of this machine alone, and none otherwise.");
    }

    private static void schema(LacunaKeys keys, String name, int standard, String doc) {
        keys.key(BOUNDS, name, Type.INT, standard, atLeast(1), doc);
    }
}
