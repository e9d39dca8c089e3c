package io.lacuna.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.model.GapValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class JsonMapperTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("temp"),
            Feature.continuous("loc.lat"),
            Feature.binary("on"),
            Feature.categorical("room", List.of("hall", "é\"x"))));

    private static final GapValues VALUES = new GapValues() {
        @Override
        public double value(int feature) {
            return new double[] {21.346, -0.004, 1, 1}[feature];
        }

        @Override
        public double probability(int feature, int category) {
            return 0.5;
        }
    };

    private final List<String> unreadable = new ArrayList<>();
    private final List<String> reported = new ArrayList<>();
    private final FilledCells cells = new FilledCells() {
        @Override
        public void number(int feature) {
            reported.add(FEATURES.get(feature).name());
        }

        @Override
        public void category(int feature) {
            reported.add(FEATURES.get(feature).name());
        }
    };

    private static JsonRecord record(String text) {
        return (JsonRecord) new JsonValueDeserializer().deserialize("t", text.getBytes(StandardCharsets.UTF_8));
    }

    private RecordMapping mapping(FieldForms forms, MappingRules rules) {
        return RecordMapping.of(
                record("{}"), FEATURES, forms, rules, Set.of(), NoteChoices.FULL, false, unreadable::add);
    }

    private String fill(RecordMapping mapping, String text) {
        double[] observation = new double[FEATURES.size()];
        GenericRecord record = record(text);
        mapping.read(record, observation);
        return mapping.fill(record, observation, VALUES, cells).toString();
    }

    private double[] read(String text) {
        double[] observation = new double[FEATURES.size()];
        mapping(FieldForms.standard(FEATURES), MappingRules.EVERYTHING).read(record(text), observation);
        return observation;
    }

    @Test
    void valuesAreReadByNameAndPath() {
        assertThat(read("{\"room\":\"é\\\"x\",\"on\":false,\"x\":{\"temp\":9},\"loc\":{\"lat\":1.5},\"temp\":-3}"))
                .containsExactly(-3, 1.5, 0, 1);
        assertThat(read("{\"loc.lat\":2,\"on\":1,\"temp\":1,\"temp\":2}")).containsExactly(2, 2, 1, Double.NaN);
    }

    @Test
    void gapsAreFilledInPlaceAndAbsentOnesAdded() {
        RecordMapping mapping = mapping(new FieldForms(1, 2, -1, -1), MappingRules.EVERYTHING);
        assertThat(fill(mapping, "{\"temp\":null,\"loc\":{},\"b\":1.00}"))
                .isEqualTo("{\"temp\":21.3,\"loc\":{\"lat\":0.0},\"b\":1.00,\"on\":true,\"room\":\"é\\\"x\"}");
        assertThat(reported).containsExactly("temp", "loc.lat", "on", "room");
        // There is no object to add a latitude to.
        assertThat(fill(mapping, "{\"temp\":NaN,\"loc\":null,\"on\":true,\"room\":null}"))
                .isEqualTo("{\"temp\":21.3,\"loc\":null,\"on\":true,\"room\":\"é\\\"x\"}");
    }

    @Test
    void formsSayHowValuesAreWritten() {
        assertThat(fill(mapping(new FieldForms(0, -1, -2, -2), MappingRules.EVERYTHING), "{\"loc\":{}}"))
                .isEqualTo("{\"loc\":{\"lat\":-0.004},\"temp\":21,\"on\":1,\"room\":é\"x}");
        FieldForms forms = new FieldForms(3, -1, -2, -1);
        assertThat(FieldForms.in(forms.entries(), FEATURES).entries()).isEqualTo(forms.entries());
        assertThat(FieldForms.in(java.util.Map.of("input.json.forms", "1,x"), FEATURES)
                        .entries())
                .isEqualTo(FieldForms.standard(FEATURES).entries());
    }

    @Test
    void otherTypesAndUnknownLabelsStayAndAreNamedOnce() {
        String odd = "{\"temp\":\"21\",\"loc\":{\"lat\":1e999},\"on\":2,\"room\":\"attic\"}";
        RecordMapping mapping = mapping(FieldForms.standard(FEATURES), MappingRules.EVERYTHING);
        assertThat(fill(mapping, odd)).isEqualTo(odd);
        assertThat(fill(mapping, odd)).isEqualTo(odd);
        assertThat(reported).isEmpty();
        assertThat(unreadable).singleElement().asString().contains("field 'temp' is a string", "impute.exclude");
        assertThat(read(odd)).containsOnly(Double.NaN);
    }

    @Test
    void sentinelsAreGapsAndExcludedFieldsAreNot() {
        MappingRules rules = new MappingRules(Set.of(), Set.of("loc"), List.of(new Sentinel("temp", -999)));
        RecordMapping mapping = mapping(FieldForms.standard(FEATURES), rules);
        assertThat(fill(mapping, "{\"temp\":-999.0,\"loc\":{\"lat\":null},\"on\":true,\"room\":\"hall\"}"))
                .isEqualTo("{\"temp\":21.346,\"loc\":{\"lat\":null},\"on\":true,\"room\":\"hall\"}");
    }

    @Test
    void aFilledRecordIsRefused() {
        assertThatThrownBy(() -> read("{\"temp\":1,\"imputation\":{}}"))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("seems to be an imputed one");
    }
}
