package io.lacuna.app.cli.option;

import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Inference options of the commands that read a model. */
public final class InferenceOptions {
    @Option(
            names = "--method",
            defaultValue = "",
            description = "Inference method; default: the one the model was fitted with.")
    private String method = "";

    @Option(
            names = "--steps",
            paramLabel = "K",
            description = "Optimizer steps per record, instead of the method's default; 0: none, as in PE-SVI-0.")
    private @Nullable Integer steps;

    @Option(
            names = "--max-iterations",
            defaultValue = "0",
            description = "Limit of optimizer steps per record; 0: the method's default.")
    private int maxIterations;

    /** Returns the settings, checked against the methods that the model supports. */
    public InferenceSettings of(Path model, ImputationModel fitted) {
        InferenceMethod asked = method.isEmpty()
                ? null
                : fitted.methods().stream()
                        .filter(known -> known.id().equals(method))
                        .findFirst()
                        .orElseThrow(() -> new CommandFailure(model + ": cannot be served with method '" + method
                                + "', only with " + InferenceMethod.ids(fitted.methods(), ", ")));
        if (maxIterations < 0 || (steps != null && steps < 0)) {
            throw new CommandFailure("--steps and --max-iterations must not be negative");
        }
        return new InferenceSettings(
                asked,
                maxIterations,
                steps == null ? InferenceSettings.OWN_STEPS : steps,
                InferenceSettings.DEFAULT.tolerance());
    }

    /** Returns the id of the method in use. */
    public String method(ImputationModel fitted) {
        return method.isEmpty() ? fitted.method() : method;
    }
}
