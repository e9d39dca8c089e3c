package io.lacuna.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.example.plant.Reading;
import io.lacuna.impute.LacunaModel;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ModelsTopic;
import io.lacuna.model.ArtifactException;
import io.lacuna.schemas.Generation;
import io.lacuna.streams.errors.NoGenerationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.kstream.Consumed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources of a topology's model. Each test model fills the field temp with its own number. */
class ModelSourceTest {
    private final Serde<Reading> serde = RegistrySerdes.specific(Reading.class, Readings.registry());
    private final StreamsBuilder builder = new StreamsBuilder();
    private final List<Imputed<Reading>> kept = new ArrayList<>();
    private @Nullable TopologyTestDriver driver;

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    private void fill(String topic, ModelSource models) {
        builder.stream(topic, Consumed.with(Serdes.String(), serde))
                .processValues(new ImputingProcessorSupplier<>(models))
                .foreach((key, imputed) -> kept.add(imputed));
    }

    private void start() {
        driver = Readings.driver(builder.build());
    }

    private void send(String topic) {
        TestInputTopic<String, Reading> input =
                driver.createInputTopic(topic, new StringSerializer(), serde.serializer());
        input.pipeInput("k", Readings.empty());
    }

    private Imputed<Reading> last() {
        return kept.get(kept.size() - 1);
    }

    private void assertFilledWith(double temp, long generation) {
        assertThat(last().value().getTemp()).isCloseTo(temp, within(1e-9));
        assertThat(last().imputation().getGeneration()).isEqualTo(generation);
    }

    private static byte[] model(double temp) {
        return LacunaModel.of(Models.sensors(temp)).artifact();
    }

    private void publish(String topic, long number, byte[] artifact) {
        Map<String, byte[]> chunks = Models.chunks(artifact, 256);
        Generation generation = Models.generation(number, artifact, chunks.size());
        chunks.forEach((key, chunk) -> put(topic, key, chunk));
        put(topic, "generation/" + number, ModelsTopic.encode(generation));
    }

    private void put(String topic, String key, byte @Nullable [] value) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key.getBytes(StandardCharsets.UTF_8), value);
    }

    @Test
    void aModelInAFileIsGenerationZero() throws Exception {
        Path file = folder.resolve("sensors.model");
        LacunaModel.of(Models.sensors(31)).write(file);
        ModelSource models = ModelSource.file(file);
        assertThat(models.isReady()).isTrue();
        fill("readings", models);
        start();
        send("readings");
        assertFilledWith(31, 0);
    }

    @Test
    void aFileThatIsNoModelIsRefusedAtOnce() throws Exception {
        Path file = Files.write(folder.resolve("text.model"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> ModelSource.file(file)).isInstanceOf(ArtifactException.class);
    }

    @Test
    void aNewerGenerationOfTheTopicTakesOverFromTheNextRecordOn() {
        fill("readings", ModelSource.topic(builder, "models"));
        start();
        publish("models", 1, model(10));
        send("readings");
        assertFilledWith(10, 1);
        publish("models", 2, model(40));
        send("readings");
        assertFilledWith(40, 2);
        publish("models", 1, model(10)); // Written again, as after a restore.
        send("readings");
        assertFilledWith(40, 2);
        assertThat(kept.get(0).value().getTemp()).isCloseTo(10, within(1e-9));
    }

    @Test
    void aGenerationThatCannotServeIsPassedOver() {
        fill("readings", ModelSource.topic(builder, "models"));
        start();
        publish("models", 1, model(10));
        byte[] damaged = model(40);
        damaged[damaged.length / 2] ^= 1;
        publish("models", 2, damaged);
        put("models", "generation/3", new byte[] {9});
        put("models", "nonsense", new byte[] {9});
        put("models", "generation/4", null);
        send("readings");
        assertFilledWith(10, 1);
    }

    @Test
    void aRecordBeforeTheFirstGenerationFails() {
        ModelSource models = ModelSource.topic(builder, "models");
        fill("readings", models);
        start();
        assertThat(models.isReady()).isFalse();
        assertThatThrownBy(() -> send("readings"))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(NoGenerationException.class);
    }

    @Test
    void whatWaitsForAModelRunsOnceThereIsOne() {
        ModelSource models = ModelSource.topic(builder, "models");
        fill("readings", models);
        start();
        List<String> ran = new ArrayList<>();
        models.whenReady(() -> ran.add("first"));
        models.whenReady(() -> ran.add("second"));
        assertThat(ran).isEmpty();
        publish("models", 1, model(10));
        assertThat(models.isReady()).isTrue();
        assertThat(ran).containsExactly("first", "second");
        publish("models", 2, model(40));
        assertThat(ran).hasSize(2);
        models.whenReady(() -> ran.add("at once"));
        assertThat(ran).endsWith("at once");
    }

    @Test
    void oneSourceServesSeveralProcessorsAndATopologyMayHaveSeveralSources() {
        ModelSource plant = ModelSource.topic(builder, "plant-models");
        fill("readings", plant);
        fill("more-readings", plant);
        fill("other", ModelSource.topic(builder, "other-models"));
        start();
        publish("plant-models", 1, model(10));
        publish("other-models", 5, model(40));
        send("readings");
        assertFilledWith(10, 1);
        send("more-readings");
        assertFilledWith(10, 1);
        send("other");
        assertFilledWith(40, 5);
    }
}
