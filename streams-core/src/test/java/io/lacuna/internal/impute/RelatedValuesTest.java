package io.lacuna.internal.impute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.inference.relation.LinearRelation;
import io.lacuna.internal.inference.relation.LinearRelations;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.model.FillRule;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.FieldForms;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.NoteChoices;
import io.lacuna.internal.training.Trainers;
import io.lacuna.model.Provenance;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Exact relations in the rounded fields of filled records. The model's: a, b and c sum to 1, and their means are 0.4, 0.33 and 0.27. */
class RelatedValuesTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"), Feature.continuous("b"), Feature.continuous("c"), Feature.continuous("other")));

    private static final Schema WHOLE_NUMBERS = SchemaBuilder.record("Flags")
            .fields()
            .optionalInt("a")
            .optionalLong("b")
            .optionalInt("c")
            .optionalInt("other")
            .endRecord();

    private static final Schema DOUBLES = SchemaBuilder.record("Flags")
            .fields()
            .optionalDouble("a")
            .optionalDouble("b")
            .optionalDouble("c")
            .optionalInt("other")
            .endRecord();

    private static ImputationModel model(Map<String, String> provenance) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(new double[] {i < 40 ? 1 : 0, i >= 40 && i < 73 ? 1 : 0, i >= 73 ? 1 : 0, 7.5});
        }
        ImputationModel marginal = Trainers.fit(
                new Table(FEATURES, rows),
                FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL),
                Progress.SILENT);
        SortedMap<String, String> entries = new TreeMap<>(marginal.provenance().entries());
        entries.putAll(provenance);
        LinearRelation sum = new LinearRelation(new int[] {0, 1, 2}, new double[] {1, 1, 1}, 1, 1e-6);
        return new ImputationModel(
                FEATURES,
                marginal.members(),
                new Provenance(entries),
                null,
                Supports.REALS,
                new LinearRelations(List.of(sum)));
    }

    private static RecordImputer imputer(ImputationModel model, FillRule fill) {
        ServingSettings settings = new ServingSettings(
                MappingRules.EVERYTHING,
                InferenceSettings.DEFAULT,
                0.9,
                false,
                0,
                0.2,
                ContextSettings.DEFAULT,
                Map.of(),
                fill,
                NoteChoices.FULL,
                true,
                List.of());
        return new RecordImputer(
                new ServingGeneration(1, "ab12", model, 0),
                settings,
                field -> 1,
                new ThreadImputers(settings.inference(), settings.bounds()).of(model));
    }

    private static GenericRecord filled(RecordImputer imputer, GenericRecord record, long offset) {
        return imputer.impute(record, new Source("flags", 0, offset), 0, null).record();
    }

    private static double number(GenericRecord record, String field) {
        return ((Number) record.get(field)).doubleValue();
    }

    private static double sum(GenericRecord record) {
        return number(record, "a") + number(record, "b") + number(record, "c");
    }

    @Test
    void wholeNumbersThatAreEachBelowAHalfSumToTheWhole() {
        RecordImputer imputer = imputer(model(Map.of()), FillRule.MEAN);
        GenericRecord filled = filled(imputer, new GenericData.Record(WHOLE_NUMBERS), 0);
        assertThat(filled.get("a")).isEqualTo(1);
        assertThat(filled.get("b")).isEqualTo(0L);
        assertThat(filled.get("c")).isEqualTo(0);
        assertThat(filled.get("other")).isEqualTo(8); // Of no relation: to the nearest even.
    }

    @Test
    void observedCellsStayAndTheOthersMakeUpForThem() {
        RecordImputer imputer = imputer(model(Map.of()), FillRule.MEAN);
        GenericRecord record = new GenericData.Record(WHOLE_NUMBERS);
        record.put("a", 0);
        GenericRecord filled = filled(imputer, record, 0);
        assertThat(filled.get("a")).isEqualTo(0);
        assertThat(sum(filled)).isEqualTo(1);
    }

    @Test
    void drawsSumToTheWholeToo() {
        RecordImputer imputer = imputer(model(Map.of()), FillRule.DRAW);
        int ones = 0;
        for (long offset = 0; offset < 100; offset++) {
            GenericRecord filled = filled(imputer, new GenericData.Record(WHOLE_NUMBERS), offset);
            assertThat(sum(filled)).isEqualTo(1);
            ones += number(filled, "a") == 1 ? 1 : 0;
        }
        assertThat(ones).isBetween(10, 90);
    }

    /** The median of each part by itself satisfies no relation, so there is none to keep. */
    @Test
    void mediansAreRoundedByThemselves() {
        RecordImputer imputer = imputer(model(Map.of()), FillRule.MEDIAN);
        GenericRecord filled = filled(imputer, new GenericData.Record(WHOLE_NUMBERS), 0);
        assertThat(sum(filled)).isZero();
    }

    @Test
    void fieldsThatHoldAnyNumberAreNotRounded() {
        RecordImputer imputer = imputer(model(Map.of()), FillRule.MEAN);
        for (long offset = 0; offset < 4; offset++) {
            // The mapping changes with each record.
            boolean whole = offset % 2 == 0;
            GenericRecord filled = filled(imputer, new GenericData.Record(whole ? WHOLE_NUMBERS : DOUBLES), offset);
            assertThat(number(filled, "a")).isCloseTo(whole ? 1 : 0.4, within(0.02));
            assertThat(sum(filled)).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void decimalsAreRoundedToTheirScale() {
        Schema tenth = LogicalTypes.decimal(9, 1).addToSchema(Schema.create(Schema.Type.BYTES));
        Schema nullable = Schema.createUnion(Schema.create(Schema.Type.NULL), tenth);
        Schema schema = SchemaBuilder.record("Shares")
                .fields()
                .name("a")
                .type(nullable)
                .noDefault()
                .name("b")
                .type(nullable)
                .noDefault()
                .name("c")
                .type(nullable)
                .noDefault()
                .endRecord();
        GenericRecord filled = filled(imputer(model(Map.of()), FillRule.MEAN), new GenericData.Record(schema), 0);
        List<BigDecimal> parts = new ArrayList<>();
        for (String field : List.of("a", "b", "c")) {
            ByteBuffer bytes = ((ByteBuffer) filled.get(field)).duplicate();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            parts.add(new BigDecimal(new BigInteger(copy), 1));
        }
        assertThat(parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add)).isEqualByComparingTo("1");
        assertThat(parts.get(0)).isEqualByComparingTo("0.4");
    }

    @Test
    void jsonNumbersAreRoundedToTheirPlaces() {
        RecordImputer imputer = imputer(model(new FieldForms(0, 0, 0, 1).entries()), FillRule.MEAN);
        GenericRecord record = (GenericRecord)
                new JsonValueDeserializer().deserialize("flags", "{\"a\":null}".getBytes(StandardCharsets.UTF_8));
        assertThat(filled(imputer, record, 0).toString()).startsWith("{\"a\":1,\"b\":0,\"c\":0,\"other\":7.5");
    }
}
