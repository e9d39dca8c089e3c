package io.lacuna.benchmarks;

import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The models for the pipeline measurements. Each is fitted once, in a separate JVM: a stream does not fit, and fitting
 * would influence how the JIT compiler compiles serving.
 */
final class PipelineModel {
    /**
     * Fills a cell from its column's own distribution, whatever is observed: Lacuna without inference and latent codes.
     */
    static final String MARGINAL = "marginal";

    private PipelineModel() {}

    /**
     * The artifact for the records of {@link PipelineInput} with d fields: of the default model, of a preset, or of the
     * {@link #MARGINAL} model.
     */
    static byte[] artifact(int d, String model, Path directory) throws IOException, InterruptedException {
        Path file = directory.resolve("model-" + d + "-" + model);
        if (!Files.exists(file)) {
            ChildFit.run(PipelineModel.class, Integer.toString(d), model, file.toString());
        }
        return Files.readAllBytes(file);
    }

    public static void main(String[] arguments) throws IOException {
        boolean marginal = arguments[1].equals(MARGINAL);
        FitSettings settings = new FitSettings(
                marginal ? MARGINAL : "relay-mixture",
                0,
                Duration.ofSeconds(30),
                2,
                marginal ? Map.of() : Map.of("preset", arguments[1]));
        byte[] artifact = ModelArtifact.write(
                Trainers.fit(PipelineInput.table(Integer.parseInt(arguments[0])), settings, Progress.SILENT));
        Files.write(Path.of(arguments[2]), artifact);
    }
}
