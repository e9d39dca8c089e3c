package io.lacuna.internal.registry;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Size limits of schemas from a registry. A record names its schema, so anyone who can write a record decides how much
 * is fetched and allocated for it; each limit is checked before memory is allocated. Immutable.
 *
 * @param maxBytes largest schema text in bytes ({@value #MAX_BYTES})
 * @param maxFields largest number of fields, all records of the schema together ({@value #MAX_FIELDS})
 * @param maxNesting deepest nesting of records, arrays, maps and unions ({@value #MAX_NESTING})
 * @param maxFixedBytes largest value of a {@code fixed} type ({@value #MAX_FIXED_BYTES})
 */
public record SchemaLimits(int maxBytes, int maxFields, int maxNesting, int maxFixedBytes) {
    public static final String MAX_BYTES = "schema.max.bytes";
    public static final String MAX_FIELDS = "schema.max.fields";
    public static final String MAX_NESTING = "schema.max.nesting";
    public static final String MAX_FIXED_BYTES = "schema.max.fixed.bytes";

    /** A megabyte of text, 10,000 fields, 64 levels, and a {@code fixed} of a megabyte. */
    public static final SchemaLimits DEFAULT = new SchemaLimits(1 << 20, 10_000, 64, 1 << 20);

    /**
     * Largest number of values without bytes, such as those of type null, in one record. More have no use, and a few
     * nested records of them create billions of values from no bytes.
     */
    private static final int MOST_EMPTY_VALUES = 64;

    /** Reads the limits from a flat configuration; absent ones have their {@linkplain #DEFAULT default}. */
    static SchemaLimits read(Map<String, ?> settings) {
        return new SchemaLimits(
                number(settings, MAX_BYTES, DEFAULT.maxBytes),
                number(settings, MAX_FIELDS, DEFAULT.maxFields),
                number(settings, MAX_NESTING, DEFAULT.maxNesting),
                number(settings, MAX_FIXED_BYTES, DEFAULT.maxFixedBytes));
    }

    private static int number(Map<String, ?> settings, String key, int standard) {
        Object value = settings.get(key);
        if (value == null) {
            return standard;
        }
        try {
            int number = Integer.parseInt(value.toString().strip());
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException notNumber) {
            // Reported below.
        }
        throw new ConfigException(key, value, "make it a whole number of at least 1");
    }

    /** Why a schema text is refused before it is parsed; empty if it is not. */
    public Optional<String> refuseText(long bytes) {
        return bytes <= maxBytes
                ? Optional.empty()
                : Optional.of("its text is longer than " + MAX_BYTES + " = " + maxBytes);
    }

    /** Why a schema is refused; empty if it is not. */
    public Optional<String> refuse(Schema schema) {
        return Optional.ofNullable(new Walk().look(schema, 1));
    }

    /** One check of a schema; each named type is checked once. */
    private final class Walk {
        /** Number of values without bytes in a record of the type; -1 while it is being checked. */
        private final Map<Schema, Integer> empty = new IdentityHashMap<>();

        private int fields;

        private @Nullable String look(Schema schema, int level) {
            if (level > maxNesting) {
                return "it is nested deeper than " + MAX_NESTING + " = " + maxNesting;
            }
            return switch (schema.getType()) {
                case RECORD -> empty.containsKey(schema) ? null : record(schema, level);
                case ARRAY -> look(schema.getElementType(), level + 1);
                case MAP -> look(schema.getValueType(), level + 1);
                case UNION -> union(schema, level);
                case FIXED -> fixed(schema);
                default -> null;
            };
        }

        private @Nullable String record(Schema record, int level) {
            empty.put(record, -1);
            fields += record.getFields().size();
            if (fields > maxFields) {
                return "it has more fields than " + MAX_FIELDS + " = " + maxFields;
            }
            long nothing = 0;
            for (Schema.Field field : record.getFields()) {
                String refusal = look(field.schema(), level + 1);
                if (refusal != null) {
                    return refusal;
                }
                nothing += emptyValues(field.schema());
            }
            if (nothing > MOST_EMPTY_VALUES) {
                return "record " + record.getFullName() + " has more than " + MOST_EMPTY_VALUES
                        + " values without bytes";
            }
            empty.put(record, (int) nothing);
            return null;
        }

        private int emptyValues(Schema schema) {
            return switch (schema.getType()) {
                case NULL -> 1;
                case FIXED -> schema.getFixedSize() == 0 ? 1 : 0;
                // A record without bytes is a value too. A record that is still being checked contains itself and
                // cannot be without bytes.
                case RECORD ->
                    Math.max(0, empty.getOrDefault(schema, 0))
                            + (schema.getFields().isEmpty() ? 1 : 0);
                default -> 0;
            };
        }

        private @Nullable String union(Schema union, int level) {
            for (Schema branch : union.getTypes()) {
                String refusal = look(branch, level + 1);
                if (refusal != null) {
                    return refusal;
                }
            }
            return null;
        }

        private @Nullable String fixed(Schema fixed) {
            return fixed.getFixedSize() <= maxFixedBytes
                    ? null
                    : "its type " + fixed.getFullName() + " has a fixed size of " + fixed.getFixedSize()
                            + " bytes, more than " + MAX_FIXED_BYTES + " = " + maxFixedBytes;
        }
    }
}
