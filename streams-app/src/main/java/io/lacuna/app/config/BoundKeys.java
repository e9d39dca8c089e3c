package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import io.lacuna.app.config.choice.Choice;
import io.lacuna.app.config.choice.TimestampAction;
import io.lacuna.internal.generation.ModelBudget;
import io.lacuna.internal.registry.SchemaLimits;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Defines the limits of schemas: anyone who can write a record or a schema chooses its size. */
final class BoundKeys {
    private static final String BOUNDS = "Limits of input";

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
                "Limit of the bytes of models that an instance keeps from the models topic. If there are more, models that no"
                        + " generation names are dropped first, then those of the oldest generations. A stream does not start if"
                        + " the models that must serve exceed the limit. 0 means a quarter of the heap.");
        keys.key(
                BOUNDS,
                RuntimeKeys.RECORD_TIMESTAMP_ACTION,
                Type.STRING,
                TimestampAction.DEAD_LETTER.id(),
                Choice.valid(TimestampAction.class),
                "Action on a record whose timestamp is further from the brokers' clock than the output topics accept"
                        + " (`message.timestamp.after.max.ms`, `message.timestamp.before.max.ms`): it becomes a `dead-letter`; or it is"
                        + " filled and its outputs get the nearest accepted timestamp (`clamp`); or it may `pass`, and if the"
                        + " brokers refuse it, `record.failure.action` applies.");
        keys.key(
                BOUNDS,
                RuntimeKeys.HTTP_HOSTS,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Host names that are allowed in HTTP requests; `localhost` and IP addresses are always allowed. Empty allows any name if"
                        + " `http.host` can be reached from other machines, and no other name if it cannot.");
    }

    private static void schema(LacunaKeys keys, String name, int standard, String doc) {
        keys.key(BOUNDS, name, Type.INT, standard, atLeast(1), doc);
    }
}
