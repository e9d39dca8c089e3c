package io.lacuna.internal.impute;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.FillRule;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.NoteChoices;
import io.lacuna.model.ArtifactException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** The ranges that the settings ask for, and the value of the distribution that a field gets. */
class FillSettingsTest {
    private static final Schema READING =
            SchemaBuilder.record("Reading").fields().optionalDouble("temp").endRecord();

    private final ImputationModel model = Models.sensors(20);

    private GenericRecord filled(FillRule fill, Map<String, Support> bounds, long offset) {
        return filled(model, fill, bounds, offset);
    }

    private static GenericRecord filled(
            ImputationModel model, FillRule fill, Map<String, Support> bounds, long offset) {
        ServingSettings settings = new ServingSettings(
                MappingRules.EVERYTHING,
                InferenceSettings.DEFAULT,
                0.9,
                false,
                0,
                0.2,
                ContextSettings.DEFAULT,
                bounds,
                fill,
                NoteChoices.FULL,
                true,
                List.of());
        RecordImputer imputer = new RecordImputer(
                new ServingGeneration(1, "ab12", model, 0),
                settings,
                field -> 1,
                new ThreadImputers(settings.inference(), settings.bounds()).of(model));
        return imputer.impute(new GenericData.Record(READING), new Source("readings", 0, offset), 0, null)
                .record();
    }

    @Test
    void boundsKeepTheFieldAndItsNote() {
        GenericRecord record = filled(FillRule.MEAN, Map.of("temp", new Support(30, 31)), 0);
        assertThat(record.get("temp")).isEqualTo(30.0);
        assertThat(record.get("imputation").toString()).contains("30.0");
    }

    /** More than half of its distribution lies below the range. */
    @Test
    void theRangesOfTheModelHoldInFieldIntervalAndDrawsUnlessTheSettingsHaveOthers() throws ArtifactException {
        List<Support> supports =
                new ArrayList<>(Collections.nCopies(model.features().size(), Support.REALS));
        supports.set(model.features().indexOf("temp"), new Support(20.5, Double.POSITIVE_INFINITY));
        ImputationModel bounded = ModelArtifact.read(ModelArtifact.write(new ImputationModel(
                model.features(), model.members(), model.provenance(), model.context(), Supports.of(supports))));
        GenericRecord record = filled(bounded, FillRule.MEAN, Map.of(), 0);
        assertThat((Double) record.get("temp")).isBetween(20.5, 22.0);
        GenericRecord note =
                (GenericRecord) ((GenericRecord) ((GenericRecord) record.get("imputation")).get("fields")).get("temp");
        assertThat((Float) note.get("lower")).isBetween(20.5f, 20.6f);
        for (long offset = 0; offset < 50; offset++) {
            assertThat((Double) filled(bounded, FillRule.DRAW, Map.of(), offset).get("temp"))
                    .isGreaterThanOrEqualTo(20.5);
        }
        assertThat(filled(bounded, FillRule.MEAN, Map.of("temp", Support.REALS), 0)
                        .get("temp"))
                .isEqualTo(20.0);
    }

    @Test
    void drawsDifferByRecordAndRepeat() {
        Set<Object> values = new HashSet<>();
        for (long offset = 0; offset < 20; offset++) {
            Object value = filled(FillRule.DRAW, Map.of(), offset).get("temp");
            assertThat(filled(FillRule.DRAW, Map.of(), offset).get("temp")).isEqualTo(value);
            values.add(value);
        }
        assertThat(values).hasSizeGreaterThan(10);
        assertThat(filled(FillRule.MEAN, Map.of(), 0).get("temp")).isEqualTo(20.0);
    }
}
