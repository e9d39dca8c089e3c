package io.lacuna.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.internal.json.JsonRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordTest {
    private final JsonValueDeserializer deserializer = new JsonValueDeserializer();
    private final JsonValueSerializer serializer = new JsonValueSerializer();

    private JsonRecord read(String text) {
        return (JsonRecord) deserializer.deserialize("t", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void membersHaveTheirPathTypeAndValue() {
        JsonRecord record = read("{\"a\" : -1.50e2 ,\"s\":\"x\\u00e9\\n\",\"in\":{\"b\":true,\"deep\":{\"c\":null}},"
                + "\"list\":[1,{\"no\":2}],\"é\":false}");
        List<String> found = new ArrayList<>();
        for (int member = 1; member < record.members(); member++) {
            found.add(record.path(member) + " " + record.kind(member) + " " + record.text(member));
        }
        assertThat(found)
                .containsExactly(
                        "a NUMBER -1.50e2",
                        "s STRING xé\n",
                        "in OBJECT {\"b\":true,\"deep\":{\"c\":null}}",
                        "in.b TRUE true",
                        "in.deep OBJECT {\"c\":null}",
                        "in.deep.c NULL null",
                        "list ARRAY [1,{\"no\":2}]",
                        "é FALSE false");
        assertThat(record.number(record.find("a"))).isEqualTo(-150);
        assertThat(record.find("in.deep.d")).isEqualTo(JsonRecord.NONE);
        assertThat(record.kind(record.find("in.deep"))).isEqualTo(Kind.OBJECT);
    }

    @Test
    void unchangedRecordsKeepTheirBytes() {
        byte[] odd = "\uFEFF { \"b\" :1.0,\n \"a\":1E400, \"b\":\"\\/\" }\n".getBytes(StandardCharsets.UTF_8);
        JsonRecord record = (JsonRecord) deserializer.deserialize("t", odd);
        assertThat(serializer.serialize("t", record)).isEqualTo(odd);
        assertThat(serializer.serialize("t", new FilledJson(record, "note"))).isEqualTo(odd);
    }

    @Test
    void editsReplaceAndAddMembersAndCopyTheRest() {
        JsonRecord record = read("\uFEFF{ \"a\":null, \"in\" : {\"b\":-999 },\"none\":{},  \"z\":1.10\n}\n");
        FilledJson filled = new FilledJson(record, "note");
        filled.append(JsonRecord.ROOT, "new \"one\"", "7");
        filled.replace(record.find("in.b"), "2.5");
        filled.append(record.find("none"), "x", "1");
        filled.append(record.find("none"), "y", "2");
        filled.append(record.find("in"), "c", "3");
        filled.replace(record.find("a"), "\"é\"");
        assertThat(filled)
                .hasToString(
                        "\uFEFF{ \"a\":\"é\", \"in\" : {\"b\":2.5,\"c\":3 },\"none\":{\"x\":1,\"y\":2},  \"z\":1.10"
                                + ",\"new \\\"one\\\"\":7\n}\n");
        assertThat(filled.withoutNote().text(filled.withoutNote().find("in.c"))).isEqualTo("3");
    }

    @Test
    void anEmptyObjectGetsItsFirstMember() {
        FilledJson filled = new FilledJson(read("{ }"), "note");
        filled.append(JsonRecord.ROOT, "a", "1");
        filled.append(JsonRecord.ROOT, "b", "2");
        assertThat(filled).hasToString("{\"a\":1,\"b\":2 }");
    }

    @Test
    void wordsForNumbersAreReadAsProgramsWriteThem() {
        JsonRecord record = read("{\"a\":NaN,\"b\":-Infinity,\"c\":1e400,\"d\":-1}");
        assertThat(record.isWord(1)).isTrue();
        assertThat(record.number(1)).isNaN();
        assertThat(record.isWord(2)).isTrue();
        assertThat(record.isWord(3)).isFalse();
        assertThat(record.number(3)).isInfinite();
        assertThat(record.isWord(4)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "[1]|it does not begin with '{'",
                "7|it does not begin with '{'",
                "` `|it is empty",
                "{\"a\":1|at byte",
                "{\"a\":01}|Leading zeroes",
                "{\"a\":1}{|something follows the object",
                "{\"a\":1} x|Unrecognized token",
                "{a:1}|at byte 1",
                "{\"a\":'b'}|at byte 5",
            })
    void anythingElseIsRefusedWithItsPlace(String text, String reason) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith("topic 't': a value is no JSON object: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 5_000})
    void deepNestingIsBounded(int depth) {
        String text = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        if (depth < 1_000) {
            assertThat(read(text).members()).isEqualTo(depth + 1);
        } else {
            assertThatThrownBy(() -> read(text)).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void avroAndOtherEncodingsAreNamed() {
        assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {0, 0, 0, 0, 1, 2}))
                .hasMessageContaining("input.format=avro");
        assertThatThrownBy(() -> deserializer.deserialize("t", "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
                .hasMessageContaining("it is not UTF-8");
        assertThat(deserializer.deserialize("t", null)).isNull();
    }

    @Test
    void numbersHaveTheirShortestDigits() {
        // Java 17's own algorithm writes 2.0E-3 as that, and 2.2250738585072014E-308 with other digits in places.
        assertThat(Json.number(2e23)).isEqualTo("2.0E23");
        assertThat(Json.number(8.41E21)).isEqualTo("8.41E21");
        assertThat(Json.number(0.1 + 0.2)).isEqualTo("0.30000000000000004");
    }
}
