package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every method serves records in the topology, with its own models and with others that contain its parts. */
class MethodsInTheStreamTest {
    @TempDir
    private Path folder;

    private static final Map<String, ImputationModel> FITTED = new HashMap<>();

    private static ImputationModel fitted(String method) {
        return FITTED.computeIfAbsent(method, MethodsInTheStreamTest::fit);
    }

    /** Humidity is three times the temperature plus a little noise. */
    private static ImputationModel fit(String method) {
        Features features = new Features(List.of(Feature.continuous("temp"), Feature.continuous("humidity")));
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double temp = 20 + 5 * random.nextGaussian();
            double humidity = 3 * temp + random.nextGaussian();
            rows.add(new double[] {temp, i % 5 == 0 ? Double.NaN : humidity});
        }
        Map<String, String> options = method.equals("relay-mixture")
                ? Map.of()
                : Map.of("epochs", "150", "hidden", "16", "latent", "2", "relays", "5x10", "batch", "16");
        FitSettings settings = new FitSettings(method, 5, Duration.ofSeconds(20), 1, options);
        return Trainers.fit(new Table(features, rows), settings, Progress.SILENT);
    }

    @ParameterizedTest
    @CsvSource({
        "relay-mixture, relay-mixture",
        "svi, svi",
        "relay, relay",
        "relay-clusters, relay-clusters",
        "vae, vae",
        "pseudo-encoded, pseudo-encoded",
        "gauss-newton, gauss-newton",
        "pseudo-encoded, svi",
        "relay, gauss-newton"
    })
    void fillsByTheMethodNamed(String fitted, String served) {
        Map<String, String> keys =
                Map.of("inference.method", served, "inference.max.iterations", "300", "imputed.notes.cells", "array");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            stream.publish(1, fitted(fitted));
            for (double temp : new double[] {12, 20, 28}) {
                stream.send(sensor(temp, null, 1, true, "on"), 1);
                GenericRecord filled = stream.next();
                // The mean for every record would be 60: 24 off in the first and the last record.
                assertThat(((Number) filled.get("humidity")).doubleValue()).isBetween(3 * temp - 8, 3 * temp + 8);
                GenericRecord note = (GenericRecord) filled.get("imputation");
                assertThat(note.get("method")).hasToString(served);
            }
            assertThat(stream.rest(stream.latents)).hasSize(3);
            assertThat(stream.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void aModelWithoutTheMethodsPartsIsRejected() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("inference.method", "pseudo-encoded"))) {
            stream.publish(1, fitted("svi"));
            assertThat(stream.catalog.states())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GenerationState.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("pseudo-encoded", "svi"));
        }
    }
}
