package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.table.csv.AtomicFile;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes model files. A model file holds the bytes of one artifact. */
final class ModelFile {
    private ModelFile() {}

    /** Reads a model. Every problem with the file is reported in one line. */
    static ImputationModel read(Path file) {
        if (!Files.exists(file)) {
            throw new CommandFailure(file + ": no such model file; create one with 'lacuna fit'");
        }
        if (Files.isDirectory(file)) {
            throw new CommandFailure(file + ": is a directory, not a model file");
        }
        try {
            return ModelArtifact.read(Files.readAllBytes(file));
        } catch (ArtifactException unusable) {
            throw new CommandFailure(file + ": cannot be used as a model: " + unusable.getMessage(), unusable);
        } catch (IOException | OutOfMemoryError failure) {
            throw new CommandFailure(file + ": cannot be read: " + failure, failure);
        }
    }

    /**
     * Writes a model completely or not at all.
     *
     * @return its size in bytes
     */
    static int write(Path file, ImputationModel model) throws TableException {
        byte[] artifact = ModelArtifact.write(model);
        try (AtomicFile draft = AtomicFile.create(file)) {
            draft.out().write(artifact);
            draft.commit();
            return artifact.length;
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file, failure);
        }
    }
}
