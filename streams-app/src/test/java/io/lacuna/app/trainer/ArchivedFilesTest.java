package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.RecordMapper;
import io.lacuna.schemas.Imputation;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedFilesTest {
    private static final Schema READING =
            SchemaBuilder.record("Reading").fields().optionalDouble("a").endRecord();

    @TempDir
    private Path folder;

    private void write(String name, Schema schema, List<GenericRecord> records) throws IOException {
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, folder.resolve(name).toFile());
            for (GenericRecord record : records) {
                writer.append(record);
            }
        }
    }

    private static GenericRecord record(Schema schema, Object a) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("a", a);
        return record;
    }

    private static LacunaConfig config(String... more) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "schema.registry.url", "http://127.0.0.1:1",
                "application.id", "app",
                "input.topic", "readings"));
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return LacunaConfig.of(keys);
    }

    @Test
    void filesAreReadInTheOrderOfTheirNamesAndTheNewestRecordsKept() throws IOException {
        write("2.avro", READING, List.of(record(READING, 3.0), record(READING, null)));
        write("1.avro", READING, List.of(record(READING, 1.0), record(READING, 2.0)));
        Files.writeString(folder.resolve("notes.txt"), "no records");
        TrainingWindow window = ArchivedFiles.read(folder, config("trainer.window.records", "3"));
        assertThat(window.table().rows()).extracting(row -> row[0]).containsExactlyInAnyOrder(2.0, 3.0, Double.NaN);
        assertThat(window.origin().provenance())
                .containsEntry("input.offsets", "1.avro:0-1,2.avro:0-1")
                .containsEntry("input.read", "4");
    }

    @Test
    void recordsThatLacunaFilledAreRefused() throws IOException {
        Schema imputed = new RecordMapper(
                        READING, RecordMapper.features(READING, MappingRules.EVERYTHING), MappingRules.EVERYTHING)
                .outputSchema();
        GenericRecord filled = record(imputed, 1.0);
        filled.put(
                RecordMapper.IMPUTATION_FIELD,
                Imputation.newBuilder()
                        .setGeneration(1)
                        .setArtifact("a")
                        .setMethod("svi")
                        .setSourceTopic("readings")
                        .setSourcePartition(0)
                        .setSourceOffset(0)
                        .setObserved(1)
                        .setSteps(0)
                        .setConverged(true)
                        .setIntervalMass(0.9)
                        .setCells(List.of())
                        .build());
        write("1.avro", imputed, List.of(filled));
        assertThatThrownBy(() -> ArchivedFiles.read(folder, config()))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("imputed itself (1 of 1)");
    }

    @Test
    void aFileCutShortIsNamedWithTheWayOut() throws IOException {
        write("1.avro", READING, List.of(record(READING, 1.0), record(READING, 2.0)));
        Path file = folder.resolve("1.avro");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
        assertThatThrownBy(() -> ArchivedFiles.read(folder, config()))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("1.avro")
                .hasMessageContaining("move it out of the folder");
    }

    @Test
    void aFolderThatIsNotThereAndAnEmptyOneAreNamed() {
        assertThatThrownBy(() -> ArchivedFiles.read(folder.resolve("none"), config()))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("trainer.files");
        assertThatThrownBy(() -> ArchivedFiles.read(folder, config()))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("has no record");
    }
}
