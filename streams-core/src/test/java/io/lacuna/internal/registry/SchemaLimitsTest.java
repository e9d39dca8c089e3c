package io.lacuna.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class SchemaLimitsTest {
    private static final SchemaLimits SMALL = new SchemaLimits(100, 4, 6, 16);

    @Test
    void aSchemaWithinEveryLimitIsTaken() {
        assertThat(SMALL.refuseText(100)).isEmpty();
        assertThat(SMALL.refuse(parse("""
                        {"type": "record", "name": "R", "fields": [
                           {"name": "a", "type": {"type": "array", "items": ["null", "double"]}},
                           {"name": "b", "type": {"type": "fixed", "name": "F", "size": 16}},
                           {"name": "next", "type": ["null", "R"]}]}
                        """))).isEmpty();
    }

    @Test
    void eachLimitIsNamedWithItsKey() {
        assertThat(SMALL.refuseText(101))
                .hasValueSatisfying(reason -> assertThat(reason).contains("schema.max.bytes = 100"));
        assertThat(SMALL.refuse(parse(record("R", 5, "\"double\""))))
                .hasValueSatisfying(reason -> assertThat(reason).contains("schema.max.fields = 4"));
        assertThat(SMALL.refuse(parse(nestedArrays(6))))
                .hasValueSatisfying(reason -> assertThat(reason).contains("schema.max.nesting = 6"));
        assertThat(SMALL.refuse(parse(record("R", 1, "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 17}"))))
                .hasValueSatisfying(reason -> assertThat(reason).contains("F", "17", "schema.max.fixed.bytes = 16"));
    }

    @Test
    void fieldsOfNestedRecordsCountEachOnce() {
        String inner = record("Inner", 3, "\"double\"");
        assertThat(SMALL.refuse(parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": ["
                        + "{\"name\": \"a\", \"type\": " + inner + "}]}")))
                .isEmpty();
        assertThat(SMALL.refuse(parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": ["
                        + "{\"name\": \"a\", \"type\": " + inner + "}, {\"name\": \"b\", \"type\": \"Inner\"}]}")))
                .isPresent();
    }

    /** Forty records, each of which holds the one before twice: 2 to the 40 values from a record of no bytes. */
    @Test
    void recordsThatMakeValuesOutOfNothingAreRefused() {
        String schema = "{\"type\": \"record\", \"name\": \"R0\", \"fields\": ["
                + "{\"name\": \"a\", \"type\": \"null\"}, {\"name\": \"b\", \"type\": \"null\"}]}";
        for (int level = 1; level < 40; level++) {
            schema = "{\"type\": \"record\", \"name\": \"R" + level + "\", \"fields\": [{\"name\": \"a\", \"type\": "
                    + schema + "}, {\"name\": \"b\", \"type\": \"R" + (level - 1) + "\"}]}";
        }
        assertThat(SchemaLimits.DEFAULT.refuse(parse(schema)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("values without bytes"));
    }

    @Test
    void limitsAreReadFromTheSettingsAndWrongOnesNamed() {
        assertThat(SchemaLimits.read(Map.of())).isEqualTo(SchemaLimits.DEFAULT);
        assertThat(SchemaLimits.read(Map.of("schema.max.fields", "7")).maxFields())
                .isEqualTo(7);
        assertThatThrownBy(() -> SchemaLimits.read(Map.of("schema.max.fields", "few")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.max.fields");
        assertThatThrownBy(() -> SchemaLimits.read(Map.of("schema.max.nesting", "0")))
                .isInstanceOf(ConfigException.class);
    }

    private static Schema parse(String text) {
        return new Schema.Parser().parse(text);
    }

    private static String record(String name, int fields, String type) {
        return "{\"type\": \"record\", \"name\": \"" + name + "\", \"fields\": ["
                + IntStream.range(0, fields)
                        .mapToObj(i -> "{\"name\": \"f" + i + "\", \"type\": " + type + "}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String nestedArrays(int levels) {
        return record("R", 1, "{\"type\": \"array\", \"items\": ".repeat(levels) + "\"int\"" + "}".repeat(levels));
    }
}
