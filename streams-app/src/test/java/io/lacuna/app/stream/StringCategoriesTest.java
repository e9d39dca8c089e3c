package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A string of few labels through the stream: the room tells the temperature, and the reverse. */
class StringCategoriesTest {
    private static final Schema READING = SchemaBuilder.record("Reading")
            .fields()
            .optionalString("room")
            .optionalDouble("temp")
            .endRecord();

    @TempDir
    private Path folder;

    private static GenericRecord reading(@Nullable String room, @Nullable Double temp) {
        GenericRecord record = new GenericData.Record(READING);
        record.put("room", room);
        record.put("temp", temp);
        return record;
    }

    @Test
    void aGapGetsAStringAndAnUnknownOneStays() {
        Features features = new Features(
                List.of(Feature.continuous("temp"), Feature.categorical("room", List.of("attic", "hall"))));
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(new double[] {(i % 2 == 0 ? 10 : 20) + random.nextGaussian(), i % 2});
        }
        FitSettings fit = new FitSettings("relay-mixture", 5, Duration.ofSeconds(5), 1, Map.of("fits", "1"));
        try (StreamFixture stream = new StreamFixture(folder, Map.of("scores.share", "0"))) {
            stream.publish(1, Trainers.fit(new Table(features, rows), fit, Progress.SILENT));
            for (GenericRecord record :
                    List.of(reading(null, 9.5), reading(null, 20.5), reading("hall", null), reading("roof", null))) {
                stream.input.pipeInput(
                        "k".getBytes(StandardCharsets.UTF_8), stream.serializer.serialize("sensors", record));
            }
            assertThat(stream.next().get("room")).hasToString("attic");
            assertThat(stream.next().get("room")).hasToString("hall");
            assertThat((Double) stream.next().get("temp")).isBetween(18.0, 22.0);
            assertThat(stream.next().get("room")).hasToString("roof");
        }
    }
}
