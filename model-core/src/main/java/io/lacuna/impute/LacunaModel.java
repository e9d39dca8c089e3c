package io.lacuna.impute;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A fitted model: fills the gaps of records.
 *
 * <pre>{@code
 * LacunaModel model = LacunaModel.read(Path.of("sensors.model"));
 * FilledRow row = model.imputer().fill(Map.of("temp", 21.4, "door", "open"));
 * double co2 = row.number("co2").orElseThrow().mean();
 * }</pre>
 *
 * <p>Immutable and safe for concurrent use; each thread needs its own {@link #imputer}.
 */
public final class LacunaModel {
    private static final double STANDARD_MASS = 0.9;

    private final ImputationModel model;
    private final byte[] artifact;

    private LacunaModel(ImputationModel model, byte[] artifact) {
        this.model = model;
        this.artifact = artifact;
    }

    /**
     * Reads a model from a file.
     *
     * @param path of a file that {@link #write} or the command line has written
     * @return the model
     * @throws IOException if the file cannot be read
     * @throws ArtifactException if the bytes are damaged or of an unknown version; it gives the reason
     */
    public static LacunaModel read(Path path) throws IOException, ArtifactException {
        return read(Files.readAllBytes(path));
    }

    /**
     * Reads a model from its artifact. The bytes may be untrusted: they are checked before memory is allocated for
     * them.
     *
     * @param artifact the model's bytes; copied
     * @return the model
     * @throws ArtifactException if the bytes are damaged or of an unknown version; it gives the reason
     */
    public static LacunaModel read(byte[] artifact) throws ArtifactException {
        byte[] own = artifact.clone();
        return new LacunaModel(ModelArtifact.read(own), own);
    }

    /**
     * A newly fitted model. For Lacuna's own modules; not part of the API.
     *
     * @param fitted the model
     * @return the model and its artifact
     */
    public static LacunaModel of(ImputationModel fitted) {
        return new LacunaModel(fitted, ModelArtifact.write(fitted));
    }

    /**
     * Writes the model to a file and replaces an existing one. {@link #read(Path)} and the command line can read it.
     *
     * @param path of the file
     * @throws IOException if the file cannot be written
     */
    public void write(Path path) throws IOException {
        Files.write(path, artifact);
    }

    /** {@return a copy of the artifact, the model's bytes} */
    public byte[] artifact() {
        return artifact.clone();
    }

    /** {@return SHA-256 of the artifact, 64 hexadecimal digits: the model's name} */
    public String sha256() {
        return ModelArtifact.sha256(artifact);
    }

    /** {@return the features that the model fills, in its order} */
    public Features features() {
        return model.features();
    }

    /** {@return what the model was made from} */
    public Provenance provenance() {
        return model.provenance();
    }

    /** {@return the inference methods that can serve the model} */
    public List<InferenceMethod> methods() {
        return model.methods();
    }

    /** {@return an imputer for one thread, with the model's own method and 90% intervals} */
    public RowImputer imputer() {
        return imputer(InferenceSettings.DEFAULT, STANDARD_MASS);
    }

    /**
     * An imputer for one thread.
     *
     * @param settings how the posterior is found; a member that does not know the method uses its own method
     * @param intervalMass probability that each interval should hold, {@code 0 < intervalMass < 1}
     * @return a new imputer for the calling thread
     * @throws IllegalArgumentException if the mass is not between 0 and 1, or no member knows the method
     */
    public RowImputer imputer(InferenceSettings settings, double intervalMass) {
        if (!(intervalMass > 0 && intervalMass < 1)) {
            throw new IllegalArgumentException(
                    "the probability of an interval must be between 0 and 1, not " + intervalMass);
        }
        InferenceMethod method = settings.method();
        if (method != null && !methods().contains(method)) {
            throw new IllegalArgumentException("the model cannot be served with the method '" + method.id()
                    + "'; it knows " + InferenceMethod.ids(methods(), ", "));
        }
        return new RowImputer(model, model.newImputer(settings), intervalMass);
    }

    /** {@return the model itself} For Lacuna's own modules; not part of the API. */
    public ImputationModel internal() {
        return model;
    }
}
