package io.lacuna.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plant.Kind;
import com.example.plant.Place;
import com.example.plant.Reading;
import com.example.plant.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class FilledValuesTest {
    private static Reading reading() {
        return Reading.newBuilder()
                .setStation("s-1")
                .setAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .setTemp(null)
                .setHumidity(40)
                .setCount(null)
                .setAlarm(true)
                .setState(State.off)
                .setPrice(new BigDecimal("12.50"))
                .setDay(LocalDate.of(2024, 2, 29))
                .setVisits(List.of())
                .setTags(Map.of())
                .setPlace(new Place("hall 3", null, Instant.ofEpochMilli(9), Kind.HALL))
                .setNote(17)
                .build();
    }

    /** A filled record that has none of the other fields. */
    private static GenericRecord empty(Reading reading) {
        return new GenericData.Record(reading.getSchema());
    }

    private static GenericData.EnumSymbol symbol(Reading reading, String symbol) {
        return new GenericData.EnumSymbol(
                FieldTypes.valueSchema(reading.getSchema().getField("state")), symbol);
    }

    @Test
    void aRecordOfAGeneratedClassStaysOneAndHasTheFilledFields() {
        Reading original = reading();
        GenericRecord filled = empty(original);
        filled.put("temp", 20.5);
        filled.put("count", 7);
        Reading copy = FilledValues.copy(original, filled, List.of("temp", "count"));
        assertThat(copy).isNotSameAs(original);
        assertThat(copy.getTemp()).isEqualTo(20.5);
        assertThat(copy.getCount()).isEqualTo(7);
        assertThat(copy.getState()).isEqualTo(State.off);
        assertThat(copy.getPlace()).isSameAs(original.getPlace());
        assertThat(copy.getPrice()).isEqualByComparingTo("12.50");
        assertThat(original.getTemp()).isNull();
        copy.setTemp(null);
        copy.setCount(null);
        assertThat(copy).isEqualTo(original);
    }

    @Test
    void aFilledEnumBecomesAConstantOfTheGeneratedEnum() {
        Reading original = reading();
        original.setState(null);
        GenericRecord filled = empty(original);
        filled.put("state", symbol(original, "on"));
        assertThat(FilledValues.copy(original, filled, List.of("state")).getState())
                .isSameAs(State.on);
    }

    @Test
    void aGenericRecordHasTheFieldsOfItsOwnSchemaAlone() {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
                        + "{\"name\":\"b\",\"type\":[\"null\",\"double\"]}]}");
        GenericRecord original = new GenericData.Record(schema);
        original.put("a", 4);
        Schema longer = new RecordMapper(
                        schema, RecordMapper.features(schema, MappingRules.EVERYTHING), MappingRules.EVERYTHING)
                .outputSchema();
        GenericRecord filled = new GenericData.Record(longer);
        filled.put("a", 5);
        filled.put("b", 2.5);
        GenericRecord copy = FilledValues.copy(original, filled, List.of("b"));
        assertThat(copy.getSchema()).isEqualTo(schema);
        assertThat(copy.get("a")).isEqualTo(4);
        assertThat(copy.get("b")).isEqualTo(2.5);
        assertThat(original.get("b")).isNull();
    }
}
