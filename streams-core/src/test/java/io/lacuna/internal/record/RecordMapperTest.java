package io.lacuna.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMapperTest {
    private static Schema record(String... fields) {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + String.join(",", fields) + "]}");
    }

    private static String field(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":" + type + "}";
    }

    private static MappingRules including(String... names) {
        return new MappingRules(Set.of(names), Set.of(), List.of());
    }

    @Test
    void numbersBooleansAndEnumsAreFeaturesAndTheRestPassesThrough() {
        Schema schema = record(
                field("i", "\"int\""),
                field("l", "[\"null\",\"long\"]"),
                field("f", "[\"float\",\"null\"]"),
                field("d", "\"double\""),
                field("b", "[\"null\",\"boolean\"]"),
                field("e", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"x\",\"y\"]}"),
                field("s", "\"string\""),
                field("date", "{\"type\":\"int\",\"logicalType\":\"date\"}"),
                field("at", "[\"null\",{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}]"),
                field("money", "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4}"),
                field("own", "{\"type\":\"long\",\"logicalType\":\"somebody-elses\"}"),
                field("wide", "[\"null\",\"int\",\"string\"]"),
                field("list", "{\"type\":\"array\",\"items\":\"double\"}"),
                field("inner", "{\"type\":\"record\",\"name\":\"I\",\"fields\":[]}"));
        assertThat(RecordMapper.features(schema, MappingRules.EVERYTHING))
                .isEqualTo(new Features(List.of(
                        Feature.continuous("i"),
                        Feature.continuous("l"),
                        Feature.continuous("f"),
                        Feature.continuous("d"),
                        Feature.binary("b"),
                        Feature.categorical("e", List.of("x", "y")),
                        Feature.continuous("money"))));
    }

    @Test
    void includeAndExcludeChoose() {
        Schema schema = record(field("a", "\"int\""), field("b", "\"int\""), field("c", "\"int\""));
        MappingRules rules = new MappingRules(Set.of("a", "c"), Set.of("c"), List.of());
        assertThat(RecordMapper.features(schema, rules).list()).containsExactly(Feature.continuous("a"));
    }

    @Test
    void aFieldThatCannotBeAFeatureIsNamedWithTheWayOut() {
        Schema schema = record(field("a", "\"int\""), field("name", "\"bytes\""));
        assertThatThrownBy(() -> RecordMapper.features(schema, including("name")))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("'name'")
                .hasMessageContaining("bytes")
                .hasMessageContaining("impute.include");
        assertThatThrownBy(() -> RecordMapper.features(schema, including("gone")))
                .hasMessageContaining("'gone'");
        assertThatThrownBy(() -> RecordMapper.features(record(field("s", "\"string\"")), MappingRules.EVERYTHING))
                .hasMessageContaining("no field of R");
        assertThatThrownBy(() -> RecordMapper.features(Schema.create(Schema.Type.LONG), MappingRules.EVERYTHING))
                .hasMessageContaining("long");
    }

    @Test
    void stringsAreNamedApartBecauseTheirLabelsDecide() {
        Schema inner = SchemaBuilder.record("Place")
                .fields()
                .optionalString("room")
                .optionalDouble("height")
                .endRecord();
        Schema schema = record(
                field("a", "\"int\""),
                field("name", "[\"null\",\"string\"]"),
                field("id", "{\"type\":\"string\",\"logicalType\":\"uuid\"}"),
                field("at", inner.toString()));
        assertThat(RecordMapper.fields(schema, MappingRules.EVERYTHING).strings())
                .containsExactly("name");
        assertThat(RecordMapper.fields(schema, including("at.room", "a")))
                .isEqualTo(new RecordMapper.Fields(
                        List.of(Feature.continuous("a")), List.of("at.room"), List.of("a", "at.room")));
        assertThat(RecordMapper.fields(schema, including("at")).strings()).containsExactly("at.room");
        Schema words = record(field("s", "\"string\""));
        assertThat(RecordMapper.fields(words, including("s")).strings()).containsExactly("s");
        assertThatThrownBy(() -> RecordMapper.fields(words, MappingRules.EVERYTHING))
                .hasMessageContaining("no field of R");
    }

    @Test
    void anImputedTopicAsInputIsRefused() {
        Schema fedBack = outputSchema(record(field("a", "\"int\"")), "a");
        assertThatThrownBy(() -> RecordMapper.features(fedBack, MappingRules.EVERYTHING))
                .hasMessageContaining("imputed");
    }

    @Test
    void aFieldOfAnotherKindThanTheModelsIsRefusedUnlessItIsExcluded() {
        Features model = new Features(List.of(Feature.continuous("a"), Feature.continuous("b")));
        Schema schema = record(field("a", "\"int\""), field("b", "\"boolean\""));
        assertThat(new RecordMapper(schema, model, MappingRules.EVERYTHING).unreadable())
                .singleElement()
                .asString()
                .contains("'b'", "boolean", "number");
        assertThatThrownBy(() -> new RecordMapper(
                        schema, new Features(List.of(Feature.continuous("b"))), MappingRules.EVERYTHING))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("'b'");
        MappingRules without = new MappingRules(Set.of(), Set.of("b"), List.of());
        assertThat(new RecordMapper(schema, model, without).features()).isEqualTo(1);
    }

    @Test
    void cellsAreInTheModelsOrderAndAbsentFieldsAreMissing() {
        Features model = new Features(List.of(
                Feature.continuous("gone"),
                Feature.categorical("e", List.of("y", "x")),
                Feature.continuous("l"),
                Feature.binary("b")));
        Schema schema = record(
                field("l", "\"long\""),
                field("b", "\"boolean\""),
                field("e", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"x\",\"y\",\"z\"]}"));
        RecordMapper mapper = new RecordMapper(schema, model, MappingRules.EVERYTHING);
        GenericRecord record = new GenericData.Record(schema);
        record.put("l", 1L << 40);
        record.put("b", true);
        record.put("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "x"));
        double[] observation = {9, 9, 9, 9};
        assertThat(mapper.read(record, observation)).isEqualTo(3);
        assertThat(observation).containsExactly(Double.NaN, 1, 1L << 40, 1);
        record.put("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "z"));
        assertThat(mapper.read(record, observation)).isEqualTo(2);
        assertThat(observation[1]).isNaN();
        FilledCells none = new FilledCells() {
            @Override
            public void number(int feature) {
                throw new AssertionError("an observed number was filled");
            }

            @Override
            public void category(int feature) {
                throw new AssertionError("an observed category was filled");
            }
        };
        assertThat(mapper.fill(record, observation, model(model).newImputer(InferenceSettings.DEFAULT), none)
                        .get("e"))
                .hasToString("z");
    }

    @Test
    void aUnionOfOneTypeIsThatType() {
        Schema schema = record(
                field("v", "[\"double\"]"),
                field("b", "[\"boolean\"]"),
                field("e", "[{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"x\",\"y\"]}]"));
        Features features = RecordMapper.features(schema, MappingRules.EVERYTHING);
        RecordMapper mapper = new RecordMapper(schema, features, MappingRules.EVERYTHING);
        GenericRecord record = new GenericData.Record(schema);
        record.put("v", 2.5);
        record.put("b", true);
        record.put(
                "e",
                new GenericData.EnumSymbol(
                        schema.getField("e").schema().getTypes().get(0), "y"));
        double[] observation = new double[3];
        assertThat(mapper.read(record, observation)).isEqualTo(3);
        assertThat(observation).containsExactly(2.5, 1, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "int, 2.5, 2",
        "int, 3.5, 4",
        "int, -2.6, -3",
        "int, 1e300, 2147483647",
        "int, -1e300, -2147483648",
        "long, 2.5, 2",
        "long, 1e300, 9223372036854775807",
        "long, -1e300, -9223372036854775808"
    })
    void wholeNumbersAreRoundedToEvenAndKeptInRange(String type, double mean, long expected) {
        Object filled = filled(type, mean);
        assertThat(((Number) filled).longValue()).isEqualTo(expected);
        assertThat(filled).isInstanceOf(type.equals("int") ? Integer.class : Long.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e300, -1e300, 0.1})
    void floatsStayFinite(double mean) {
        Float filled = (Float) filled("float", mean);
        assertThat(filled).isFinite();
        assertThat(filled.doubleValue())
                .isCloseTo(
                        Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, mean)),
                        org.assertj.core.data.Percentage.withPercentage(1e-4));
    }

    private static Schema outputSchema(Schema input, String feature) {
        return new RecordMapper(input, new Features(List.of(Feature.continuous(feature))), MappingRules.EVERYTHING)
                .outputSchema();
    }

    private static ImputationModel model(Features features) {
        int d = features.size();
        double[] ones = new double[d];
        java.util.Arrays.fill(ones, 1);
        double[][] shares = new double[d][];
        for (int j = 0; j < d; j++) {
            shares[j] = new double[features.get(j).categories()];
            java.util.Arrays.fill(shares[j], 1.0 / Math.max(1, shares[j].length));
        }
        Marginals marginals = new Marginals(new Standardizer(new double[d], ones), shares);
        return new ImputationModel(features, List.of(new MarginalMember(marginals)), new Provenance(new TreeMap<>()));
    }

    /** The value that a field of the given type is filled with by a model with the given mean. */
    private static Object filled(String type, double mean) {
        Schema schema = record(field("v", "[\"null\",\"" + type + "\"]"));
        Features features = new Features(List.of(Feature.continuous("v")));
        Marginals marginals =
                new Marginals(new Standardizer(new double[] {mean}, new double[] {1}), new double[][] {{}});
        ImputationModel model =
                new ImputationModel(features, List.of(new MarginalMember(marginals)), new Provenance(new TreeMap<>()));
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        RecordMapper mapper = new RecordMapper(schema, features, MappingRules.EVERYTHING);
        GenericRecord record = new GenericData.Record(schema);
        double[] observation = new double[1];
        int observed = mapper.read(record, observation);
        imputer.impute(observation);
        List<Integer> filled = new ArrayList<>();
        GenericRecord out = mapper.fill(record, observation, imputer, new FilledCells() {
            @Override
            public void number(int feature) {
                filled.add(feature);
            }

            @Override
            public void category(int feature) {
                throw new AssertionError("a number is no category");
            }
        });
        assertThat(observed).isZero();
        assertThat(filled).containsExactly(0);
        assertThat(GenericData.get().validate(mapper.outputSchema(), out)).isTrue();
        return out.get("v");
    }

    @Test
    void theSchemaOfFilledRecordsIsTheSameForEveryModel() {
        Schema writer = record(
                field("temp", "[\"null\",\"float\"]"),
                field("room", "[\"null\",\"string\"]"),
                field("count", "[\"null\",\"int\"]"),
                field("open", "[\"null\",\"boolean\"]"));
        Feature temp = Feature.continuous("temp");
        Feature room = Feature.categorical("room", List.of("hall", "roof"));
        Features narrow = new Features(List.of(temp));
        Features wide = new Features(List.of(room, Feature.continuous("gone"), Feature.binary("open"), temp));

        RecordMapper first = new RecordMapper(writer, narrow, MappingRules.EVERYTHING);
        RecordMapper later =
                new RecordMapper(writer, wide, MappingRules.EVERYTHING, Set.of("open"), NoteChoices.FULL, true);

        assertThat(later.outputSchema()).isEqualTo(first.outputSchema());
        assertThat(first.note().named())
                .extracting(NoteLayout.Field::name)
                .containsExactly("temp", "room", "count", "open");
        assertThat(first.note().named()).extracting(NoteLayout.Field::feature).containsExactly(0, -1, -1, -1);
        assertThat(later.note().named()).extracting(NoteLayout.Field::feature).containsExactly(3, 0, -1, -1);
        MappingRules rules = new MappingRules(Set.of(), Set.of("count"), List.of());
        assertThat(new RecordMapper(writer, narrow, rules).note().named())
                .extracting(NoteLayout.Field::name)
                .containsExactly("temp", "room", "open");
    }

    @Test
    void theOutputSchemaKeepsWhatTheInputsSchemaSays() {
        Schema schema = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"a.b\",\"doc\":\"why\",\"aliases\":[\"Old\"],"
                                + "\"owner\":\"us\",\"fields\":[{\"name\":\"x\",\"type\":\"int\",\"default\":3,\"doc\":\"d\","
                                + "\"unit\":\"K\",\"order\":\"descending\",\"aliases\":[\"xx\"]}]}");
        Schema output = outputSchema(schema, "x");
        assertThat(output.getDoc()).isEqualTo("why");
        assertThat(output.getAliases()).containsExactly("a.b.Old");
        assertThat(output.getProp("owner")).isEqualTo("us");
        assertThat(output.getField("x").defaultVal()).isEqualTo(3);
        assertThat(output.getField("x").doc()).isEqualTo("d");
        assertThat(output.getField("x").getProp("unit")).isEqualTo("K");
        assertThat(output.getField("x").order()).isEqualTo(Schema.Field.Order.DESCENDING);
        assertThat(output.getField("x").aliases()).containsExactly("xx");
        assertThat(output.getField("imputation").defaultVal()).isEqualTo(org.apache.avro.JsonProperties.NULL_VALUE);
        // Another program can parse the schema.
        assertThat(new Schema.Parser().parse(output.toString())).isEqualTo(output);
    }
}
