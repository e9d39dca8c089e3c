package io.lacuna.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class JsonSchemaTextTest {
    @Test
    void eachFieldIsAPropertyThatMayBeNull() {
        Schema record = SchemaBuilder.record("readings")
                .fields()
                .optionalDouble("temp")
                .optionalLong("count")
                .requiredBoolean("on")
                .name("room")
                .doc("Room \"A\"")
                .type()
                .nullable()
                .enumeration("Room")
                .symbols("hall", "attic")
                .noDefault()
                .optionalString("note")
                .endRecord();
        assertThat(JsonSchemaText.of(record))
                .isEqualTo("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"title\":\"readings\","
                        + "\"type\":\"object\",\"properties\":{\"temp\":{\"type\":[\"null\",\"number\"]},"
                        + "\"count\":{\"type\":[\"null\",\"integer\"]},\"on\":{\"type\":\"boolean\"},"
                        + "\"room\":{\"description\":\"Room \\\"A\\\"\",\"enum\":[null,\"hall\",\"attic\"]},"
                        + "\"note\":{\"type\":[\"null\",\"string\"]}}}");
    }

    @Test
    void aTypeThatNoRowHasIsRefused() {
        Schema record = SchemaBuilder.record("R").fields().requiredBytes("b").endRecord();
        assertThatThrownBy(() -> JsonSchemaText.of(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BYTES");
    }
}
