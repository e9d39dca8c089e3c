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
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** What counts as missing, and what gaps of each type are filled with. */
class FieldMappingTest {
    private static final double GAP = Double.NaN;

    private static Schema record(String... namesAndTypes) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            fields.append(fields.isEmpty() ? "" : ",")
                    .append("{\"name\":\"")
                    .append(namesAndTypes[i])
                    .append("\",\"type\":")
                    .append(namesAndTypes[i + 1])
                    .append("}");
        }
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}");
    }

    private static String orNull(String type) {
        return "[\"null\"," + type + "]";
    }

    private static String symbols(String... symbols) {
        return "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"" + String.join("\",\"", symbols) + "\"]}";
    }

    private static MappingRules sentinels(Sentinel... sentinels) {
        return new MappingRules(Set.of(), Set.of(), List.of(sentinels));
    }

    /** A model that fills each number with its mean and each category with the likeliest of its shares. */
    private static Imputer imputer(Features features, double[] means, double[]... shares) {
        int d = features.size();
        double[] sd = new double[d];
        double[][] all = new double[d][];
        int f = 0;
        for (int j = 0; j < d; j++) {
            sd[j] = 1;
            all[j] = features.get(j).isContinuous() ? new double[0] : shares[f++];
        }
        Imputer imputer = new ImputationModel(
                        features,
                        List.of(new MarginalMember(new Marginals(new Standardizer(means, sd), all))),
                        new Provenance(new TreeMap<>()))
                .newImputer(InferenceSettings.DEFAULT);
        double[] nothing = new double[d];
        java.util.Arrays.fill(nothing, GAP);
        imputer.impute(nothing);
        return imputer;
    }

    /** Which cells were filled, in order. */
    private static final class Heard implements FilledCells {
        private final List<String> cells = new ArrayList<>();

        @Override
        public void number(int feature) {
            cells.add("number " + feature);
        }

        @Override
        public void category(int feature) {
            cells.add("category " + feature);
        }
    }

    private static double read(String type, Object value, MappingRules rules) {
        Schema schema = record("v", type);
        RecordMapper mapper = new RecordMapper(schema, new Features(List.of(Feature.continuous("v"))), rules);
        GenericRecord record = new GenericData.Record(schema);
        record.put("v", value);
        double[] observation = {99};
        int observed = mapper.read(record, observation);
        assertThat(observed).isEqualTo(Double.isNaN(observation[0]) ? 0 : 1);
        return observation[0];
    }

    @Test
    void nullNanAndInfinitiesAreMissing() {
        MappingRules rules = MappingRules.EVERYTHING;
        assertThat(read(orNull("\"double\""), null, rules)).isNaN();
        assertThat(read("\"double\"", Double.NaN, rules)).isNaN();
        assertThat(read("\"double\"", Double.POSITIVE_INFINITY, rules)).isNaN();
        assertThat(read("\"float\"", Float.NEGATIVE_INFINITY, rules)).isNaN();
        assertThat(read("\"double\"", 0.0, rules)).isZero();
        assertThat(read("\"double\"", -1e300, rules)).isEqualTo(-1e300);
        assertThat(read("\"int\"", -7, rules)).isEqualTo(-7);
    }

    @Test
    void aSentinelIsMissingInItsFieldOrInEvery() {
        MappingRules ofAll = sentinels(new Sentinel("", -999.9), new Sentinel("w", 5));
        assertThat(read("\"double\"", -999.9, ofAll)).isNaN();
        assertThat(read("\"double\"", 5.0, ofAll)).isEqualTo(5);
        MappingRules ofOne = sentinels(new Sentinel("v", -1), new Sentinel("v", 7));
        assertThat(read("\"int\"", -1, ofOne)).isNaN();
        assertThat(read("\"long\"", 7L, ofOne)).isNaN();
        assertThat(read("\"int\"", 1, ofOne)).isEqualTo(1);
    }

    @Test
    void aFloatIsComparedWithTheNearestFloatOfASentinel() {
        MappingRules rules = sentinels(new Sentinel("v", -999.9));
        assertThat(read("\"float\"", -999.9f, rules)).isNaN();
        // As a double the same float is another number.
        assertThat(read("\"double\"", (double) -999.9f, rules)).isEqualTo(-999.9f);
        assertThat(read("\"float\"", 3f, rules)).isEqualTo(3);
    }

    @Test
    void gapsOfEveryKindAreFilledAndTheRestLeftAlone() {
        Schema schema = record(
                "seen", "\"double\"",
                "n", orNull("\"double\""),
                "b", orNull("\"boolean\""),
                "e", orNull(symbols("x", "y")),
                "sentinel", "\"int\"",
                "nan", "\"double\"",
                "text", orNull("\"string\""));
        Features features = new Features(List.of(
                Feature.continuous("seen"),
                Feature.continuous("n"),
                Feature.binary("b"),
                Feature.categorical("e", List.of("x", "y")),
                Feature.continuous("sentinel"),
                Feature.continuous("nan")));
        RecordMapper mapper = new RecordMapper(schema, features, sentinels(new Sentinel("sentinel", -1)));
        GenericRecord record = new GenericData.Record(schema);
        record.put("seen", 3.5);
        record.put("sentinel", -1);
        record.put("nan", Double.NaN);
        double[] observation = new double[6];
        assertThat(mapper.read(record, observation)).isEqualTo(1);
        Imputer imputer = imputer(
                features, new double[] {0, 1.5, 0, 0, 8, 2.5}, new double[] {0.4, 0.6}, new double[] {0.3, 0.7});
        Heard heard = new Heard();
        GenericRecord filled = mapper.fill(record, observation, imputer, heard);
        assertThat(filled.get("seen")).isEqualTo(3.5);
        assertThat(filled.get("n")).isEqualTo(1.5);
        assertThat(filled.get("b")).isEqualTo(true);
        assertThat(filled.get("e")).hasToString("y");
        assertThat(filled.get("sentinel")).isEqualTo(8);
        assertThat(filled.get("nan")).isEqualTo(2.5);
        assertThat(filled.get("text")).isNull();
        assertThat(filled.get("imputation")).isNull();
        assertThat(mapper.imputationField()).isEqualTo(7);
        assertThat(heard.cells).containsExactly("number 1", "category 2", "category 3", "number 4", "number 5");
        assertThat(record.get("nan")).isEqualTo(Double.NaN);
    }

    @Test
    void aBooleanIsFalseWhereThatIsLikelier() {
        Schema schema = record("b", orNull("\"boolean\""));
        Features features = new Features(List.of(Feature.binary("b")));
        RecordMapper mapper = new RecordMapper(schema, features, MappingRules.EVERYTHING);
        GenericRecord record = new GenericData.Record(schema);
        double[] observation = new double[1];
        mapper.read(record, observation);
        assertThat(observation[0]).isNaN();
        Imputer imputer = imputer(features, new double[1], new double[] {0.6, 0.4});
        assertThat(mapper.fill(record, observation, imputer, new Heard()).get("b"))
                .isEqualTo(false);
        record.put("b", false);
        assertThat(mapper.read(record, observation)).isEqualTo(1);
        assertThat(observation[0]).isZero();
    }

    /** An enum of those symbols, filled by a model of the labels p, q and r with those shares. */
    private static Object filledEnum(double[] shares, String... symbols) {
        Schema schema = record("e", orNull(symbols(symbols)));
        Features features = new Features(List.of(Feature.categorical("e", List.of("p", "q", "r"))));
        RecordMapper mapper = new RecordMapper(schema, features, MappingRules.EVERYTHING);
        return mapper.fill(
                        new GenericData.Record(schema),
                        new double[] {GAP},
                        imputer(features, new double[1], shares),
                        new Heard())
                .get("e");
    }

    @Test
    void anEnumIsFilledWithTheLikeliestLabelThatItCanHold() {
        double[] shares = {0.2, 0.5, 0.3};
        assertThat(filledEnum(shares, "r", "q", "p")).hasToString("q");
        assertThat(filledEnum(shares, "r", "p", "other")).hasToString("r");
        assertThat(filledEnum(shares, "p")).hasToString("p");
        assertThat(filledEnum(new double[] {0.4, 0.4, 0.2}, "q", "p")).hasToString("p");
        assertThat(filledEnum(new double[] {0, 0, 1}, "q", "p")).hasToString("p");
    }

    @Test
    void anEnumThatCanHoldNoKnownLabelIsRefused() {
        assertThatThrownBy(() -> filledEnum(new double[] {0.2, 0.5, 0.3}, "other"))
                .isInstanceOf(UnusableRecordException.class)
                .hasMessageContaining("'e'");
    }

    @Test
    void aMeanThatIsNotFiniteIsRefused() {
        Schema schema = record("v", orNull("\"double\""));
        Features features = new Features(List.of(Feature.continuous("v")));
        RecordMapper mapper = new RecordMapper(schema, features, MappingRules.EVERYTHING);
        Heard heard = new Heard();
        Imputer broken = imputer(features, new double[] {Double.POSITIVE_INFINITY});
        assertThatThrownBy(() -> mapper.fill(new GenericData.Record(schema), new double[] {GAP}, broken, heard))
                .isInstanceOf(UnusableRecordException.class)
                .hasMessageContaining("'v'");
        assertThat(heard.cells).isEmpty();
    }

    @Test
    void aFieldOfAnotherKindIsNamedWithBothKinds() {
        Schema schema = record(
                "v", "\"string\"", "w", "[\"int\",\"string\"]", "d", "{\"type\":\"int\",\"logicalType\":\"date\"}");
        for (Feature feature : List.of(
                Feature.continuous("v"),
                Feature.binary("v"),
                Feature.categorical("d", List.of("a", "b", "c")),
                Feature.continuous("w"),
                Feature.continuous("d"))) {
            String kind = feature.isContinuous() ? "number" : feature.categories() == 2 ? "binary" : "category";
            String here = feature.name().equals("v") ? "string" : feature.name().equals("w") ? "union" : "date";
            assertThatThrownBy(() -> new RecordMapper(schema, new Features(List.of(feature)), MappingRules.EVERYTHING))
                    .isInstanceOf(MappingException.class)
                    .hasMessageContaining("'" + feature.name() + "'")
                    .hasMessageContaining(here)
                    .hasMessageContaining(kind);
        }
    }

    @Test
    void rulesTakeWhatIsIncludedAndNotExcluded() {
        MappingRules rules = new MappingRules(Set.of("a", "b"), Set.of("b"), List.of());
        assertThat(rules.takes("a")).isTrue();
        assertThat(rules.takes("b")).isFalse();
        assertThat(rules.takes("c")).isFalse();
        assertThat(MappingRules.EVERYTHING.takes("c")).isTrue();
        assertThat(new Sentinel("", 1).covers("anything")).isTrue();
        assertThat(new Sentinel("a", 1).covers("a")).isTrue();
        assertThat(new Sentinel("a", 1).covers("b")).isFalse();
    }

    @Test
    void aFieldIsNullableWhereItsUnionHasNull() {
        Schema schema = record("a", "\"int\"", "b", orNull("\"int\""));
        assertThat(FieldTypes.isNullable(schema.getField("a"))).isFalse();
        assertThat(FieldTypes.isNullable(schema.getField("b"))).isTrue();
    }
}
