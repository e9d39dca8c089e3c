package io.lacuna.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.streams.errors.SetupException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class InputFieldsTest {
    private static Optional<InputSummary> of(String... more) throws Exception {
        try (InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            registry.register(
                    "readings-value",
                    SchemaBuilder.record("Reading")
                            .fields()
                            .requiredString("id")
                            .requiredBytes("raw")
                            .optionalDouble("temp")
                            .optionalBoolean("door")
                            .endRecord());
            Map<String, String> keys = new HashMap<>(Map.of("input.topic", "readings"));
            for (int i = 0; i < more.length; i += 2) {
                keys.put(more[i], more[i + 1]);
            }
            LacunaConfig config = LacunaConfig.of(keys);
            return InputSummary.of(config, registry, config.inputTopic());
        }
    }

    @Test
    void whatIsFilledAndWhatPassesThroughIsTold() throws Exception {
        assertThat(of("impute.exclude", "door").orElseThrow().words())
                .isEqualTo(
                        "fills temp; strings, filled if they have few labels: id; passes through raw (bytes), door (excluded)");
    }

    @Test
    void namesThatNoFieldHasAreToldByKey() throws Exception {
        InputSummary fields =
                of("impute.exclude", "dor", "impute.sentinels", "tmp:-999,-200").orElseThrow();
        assertThat(fields.warnings())
                .containsExactly(
                        "impute.exclude names dor; topic readings has no such field in its latest schema",
                        "impute.sentinels names tmp; topic readings has no such field in its latest schema");
        assertThat(of().orElseThrow().warnings()).isEmpty();
    }

    @Test
    void anIncludedFieldThatCanBeNoFeatureIsRefused() {
        assertThatThrownBy(() -> of("impute.include", "raw"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("'raw'")
                .hasMessageContaining("bytes");
    }

    @Test
    void aTopicWithoutASchemaTellsNothing() throws Exception {
        assertThat(of("input.topic", "empty")).isEmpty();
    }
}
