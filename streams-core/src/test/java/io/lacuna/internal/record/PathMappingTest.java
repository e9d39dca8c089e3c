package io.lacuna.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.avro.FlatRecord;
import io.lacuna.internal.model.GapValues;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

/** Fields whose values are objects: nested ones, decimals, unions of number types, strings of few labels. */
class PathMappingTest {
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "R", "fields": [
              {"name": "id", "type": "string"},
              {"name": "price", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}]},
              {"name": "fixed", "type": ["null",
                {"type": "fixed", "name": "F", "size": 6, "logicalType": "decimal", "precision": 9, "scale": 1}]},
              {"name": "multi", "type": ["null", "int", "double"]},
              {"name": "whole", "type": ["null", "int", "long"]},
              {"name": "room", "type": ["null", "string"]},
              {"name": "loc", "type": ["null", {"type": "record", "name": "Loc", "fields": [
                {"name": "lat", "type": ["null", "double"]},
                {"name": "place", "type": {"type": "record", "name": "Place", "fields": [
                  {"name": "floor", "type": ["null", "int"]},
                  {"name": "open", "type": ["null", "boolean"]}]}}]}]}]}""");

    private static final MappingRules ALL = new MappingRules(
            Set.of("price", "fixed", "multi", "whole", "loc"), Set.of("id"), List.of(new Sentinel("loc.lat", -999)));

    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("price"),
            Feature.continuous("fixed"),
            Feature.continuous("multi"),
            Feature.continuous("whole"),
            Feature.continuous("loc.lat"),
            Feature.continuous("loc.place.floor"),
            Feature.binary("loc.place.open"),
            Feature.categorical("room", List.of("attic", "hall"))));

    private static final MappingRules RULES = new MappingRules(Set.of(), Set.of(), ALL.sentinels());

    private final List<Integer> filled = new ArrayList<>();
    private final FilledCells heard = new FilledCells() {
        @Override
        public void number(int feature) {
            filled.add(feature);
        }

        @Override
        public void category(int feature) {
            filled.add(feature);
        }
    };

    private static GapValues values(double... each) {
        return new GapValues() {
            @Override
            public double value(int feature) {
                return each[feature];
            }

            @Override
            public double probability(int feature, int category) {
                return 0.5;
            }
        };
    }

    private static GenericData.Record record(Object... cells) {
        GenericData.Record record = new GenericData.Record(SCHEMA);
        record.put("id", "x");
        for (int i = 0; i < cells.length; i += 2) {
            record.put((String) cells[i], cells[i + 1]);
        }
        return record;
    }

    private static GenericData.Record loc(Object lat, Object floor, Object open) {
        Schema schema = SCHEMA.getField("loc").schema().getTypes().get(1);
        GenericData.Record place =
                new GenericData.Record(schema.getField("place").schema());
        place.put("floor", floor);
        place.put("open", open);
        GenericData.Record loc = new GenericData.Record(schema);
        loc.put("lat", lat);
        loc.put("place", place);
        return loc;
    }

    private FlatRecord fill(GenericRecord record, GapValues values) {
        RecordMapper mapper = new RecordMapper(SCHEMA, FEATURES, RULES);
        double[] cells = new double[FEATURES.size()];
        mapper.read(record, cells);
        return mapper.fill(record, cells, values, heard);
    }

    @Test
    void namedFieldsOfRecordsAreFeaturesAndDecimalsAndUnionsOfNumbersAlways() {
        assertThat(RecordMapper.features(SCHEMA, ALL).list())
                .extracting(Feature::name)
                .containsExactly("price", "fixed", "multi", "whole", "loc.lat", "loc.place.floor", "loc.place.open");
        assertThat(RecordMapper.features(SCHEMA, MappingRules.EVERYTHING).list())
                .extracting(Feature::name)
                .containsExactly("price", "fixed", "multi", "whole");
        assertThat(RecordMapper.features(SCHEMA, new MappingRules(Set.of("loc.place.floor"), Set.of(), List.of()))
                        .list())
                .containsExactly(Feature.continuous("loc.place.floor"));
        assertThatThrownBy(
                        () -> RecordMapper.features(SCHEMA, new MappingRules(Set.of("loc.lon"), Set.of(), List.of())))
                .hasMessageContaining("'loc.lon'");
    }

    @Test
    void valuesAreRead() {
        double[] cells = new double[FEATURES.size()];
        Schema fixed = SCHEMA.getField("fixed").schema().getTypes().get(1);
        GenericRecord record = record(
                "price",
                ByteBuffer.wrap(new byte[] {(byte) 0xff, 0x38}),
                "fixed",
                new GenericData.Fixed(fixed, new byte[] {0, 0, 0, 0, 1, 5}),
                "multi",
                3,
                "whole",
                5L,
                "room",
                new Utf8("hall"),
                "loc",
                loc(-999.0, 4, true));
        assertThat(new RecordMapper(SCHEMA, FEATURES, RULES).read(record, cells))
                .isEqualTo(7);
        assertThat(cells).containsExactly(-2, 26.1, 3, 5, Double.NaN, 4, 1, 1);
    }

    @Test
    void gapsAreFilledInTheirTypesAndTheOriginalStays() {
        GenericData.Record before = loc(null, null, false);
        FlatRecord out = fill(record("loc", before), values(12.346, -26.14, 1.5, 2.5, 48.1, 2.6, 1, 0));
        assertThat(out.get("price"))
                .isEqualTo(
                        ByteBuffer.wrap(new BigDecimal("12.35").unscaledValue().toByteArray()));
        assertThat(((GenericFixed) Objects.requireNonNull(out.get("fixed"))).bytes())
                .containsExactly(0xff, 0xff, 0xff, 0xff, 0xfe, 0xfb);
        assertThat(out.get("multi")).isEqualTo(1.5);
        assertThat(out.get("whole")).isEqualTo(2L);
        assertThat(out.get("room")).hasToString("attic");
        GenericRecord loc = (GenericRecord) Objects.requireNonNull(out.get("loc"));
        assertThat(loc.get("lat")).isEqualTo(48.1);
        assertThat(((GenericRecord) loc.get("place")).get("floor")).isEqualTo(3);
        assertThat(((GenericRecord) loc.get("place")).get("open")).isEqualTo(false);
        assertThat(before.get("lat")).isNull();
        assertThat(((GenericRecord) before.get("place")).get("floor")).isNull();
        assertThat(filled).containsExactly(0, 1, 2, 3, 7, 4, 5);
        assertThat(GenericData.get().validate(out.getSchema(), out)).isTrue();
    }

    @Test
    void aDecimalKeepsItsPrecisionAndARecordThatIsNullStays() {
        FlatRecord out = fill(record(), values(1e9, -1e12, 0, 0, 0, 0, 0, 1));
        assertThat(out.get("price"))
                .isEqualTo(
                        ByteBuffer.wrap(new BigDecimal("999.99").unscaledValue().toByteArray()));
        assertThat(new java.math.BigInteger(((GenericFixed) Objects.requireNonNull(out.get("fixed"))).bytes()))
                .isEqualTo(-999_999_999);
        assertThat(out.get("loc")).isNull();
        assertThat(filled).containsExactly(0, 1, 2, 3, 7);
    }

    @Test
    void anUnknownLabelStays() {
        assertThat(fill(record("room", "cellar"), values(0, 0, 0, 0, 0, 0, 0, 0))
                        .get("room"))
                .isEqualTo("cellar");
    }
}
