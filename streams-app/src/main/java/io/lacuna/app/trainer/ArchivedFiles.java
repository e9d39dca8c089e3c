package io.lacuna.app.trainer;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.TrainerSettings;
import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.app.trainer.cells.WindowCells;
import io.lacuna.internal.format.RecordFormat;
import io.lacuna.internal.note.Source;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads a folder of Avro object files, {@code *.avro}, as the archive of a topic: in the order of their names; a record
 * has the time of its file. Memory is bounded by {@code trainer.window.records}.
 */
final class ArchivedFiles {
    private ArchivedFiles() {}

    /**
     * @throws SetupException if the folder or one of its files cannot be read; the message names it
     * @throws TrainingRefusedException if there is no usable record
     */
    static TrainingWindow read(Path folder, LacunaConfig config) {
        WindowRows rows = rows(config);
        Map<String, TrainingWindow.Range> ranges = new HashMap<>();
        long read = 0;
        List<Path> files = list(folder);
        for (int place = 0; place < files.size(); place++) {
            long held = read(files.get(place), place, rows);
            if (held > 0) {
                String name = String.valueOf(files.get(place).getFileName());
                ranges.put(name, new TrainingWindow.Range(0, held - 1));
            }
            read += held;
        }
        return TrainingWindow.of(rows, "folder " + folder, ranges, read, 0);
    }

    private static WindowRows rows(LacunaConfig config) {
        TrainerSettings.Window window = config.trainer().window();
        return WindowRows.of(
                window.sample(),
                WindowCells.of(RecordFormat.AVRO, config.mappingRules(), List.of(), null),
                window.records(),
                window.seed());
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().endsWith(".avro"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new SetupException(
                    "trainer.files: " + folder + " is not a readable folder; name a folder with *.avro files",
                    unreadable);
        }
    }

    /** Reads a file and returns the number of its records. */
    private static long read(Path file, int place, WindowRows rows) {
        long held = 0;
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<GenericRecord>())) {
            long writtenMs = Files.getLastModifiedTime(file).toMillis();
            while (reader.hasNext()) {
                rows.add(reader.next(), writtenMs, new Source("", place, held));
                held++;
            }
            if (reader.previousSync() < Files.size(file)) { // Avro reads a truncated block as the end of the file.
                throw new IOException("the file ends in the middle of a block");
            }
            return held;
        } catch (IOException | AvroRuntimeException | ClassCastException broken) {
            throw new SetupException(
                    "trainer.files: " + file + " cannot be read after record " + held + " (" + broken.getMessage()
                            + "); write it again, or move it out of the folder",
                    broken);
        }
    }
}
