package io.lacuna.internal.generation;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.schemas.Generation;
import java.util.List;
import java.util.Optional;

/**
 * The checks that a model must pass before it serves. Its bytes are untrusted: lengths are checked against the limit
 * before anything is allocated for them. Immutable and safe for concurrent use.
 *
 * @param maxBytes size of the largest model that is admitted
 * @param inference the settings it will serve with
 * @param check tells why a model with these features cannot serve here; empty if it can
 * @param warmUpMs how long the model's kernels run before it serves, so that they are compiled when the first record
 *     comes
 */
public record Admission(long maxBytes, InferenceSettings inference, FeatureCheck check, int warmUpMs) {

    /** Tells why a model with these features cannot serve here. */
    @FunctionalInterface
    public interface FeatureCheck {
        FeatureCheck NONE = features -> Optional.empty();

        Optional<String> refuse(Features features);
    }

    /** The reason why a generation cannot serve. */
    static final class RejectedException extends Exception {
        private static final long serialVersionUID = 1;

        RejectedException(String reason) {
            super(reason);
        }
    }

    /** Checks what the generation states about its size, before its chunks are read. */
    void checkSize(Generation generation) throws RejectedException {
        long bytes = generation.getArtifactBytes();
        if (bytes > maxBytes) {
            throw new RejectedException(
                    "its model of " + bytes + " bytes is larger than generation.max.bytes = " + maxBytes);
        }
        if (bytes < 1 || generation.getChunks() < 1 || generation.getChunks() > bytes) {
            throw new RejectedException(
                    "it names " + generation.getChunks() + " chunks for a model of " + bytes + " bytes");
        }
    }

    /** Joins the chunks and reads the model; slow for a large one. */
    ImputationModel read(Generation generation, List<byte[]> chunks) throws RejectedException {
        byte[] artifact = join(generation, chunks);
        if (!ModelArtifact.sha256(artifact).equals(generation.getArtifact())) {
            throw new RejectedException("its model's bytes do not have the SHA-256 that names them");
        }
        try {
            ImputationModel model = ModelArtifact.read(artifact);
            Optional<String> refusal = check.refuse(model.features());
            if (refusal.isPresent()) {
                throw new RejectedException(refusal.get());
            }
            InferenceMethod method = inference.method();
            if (method != null && !model.methods().contains(method)) {
                throw new RejectedException("its model cannot be served with inference.method = " + method.id()
                        + "; it knows " + InferenceMethod.ids(model.methods(), ", "));
            }
            warmUp(model);
            return model;
        } catch (ArtifactException | RuntimeException unreadable) {
            throw new RejectedException("its model cannot be used: " + unreadable.getMessage());
        }
    }

    private static byte[] join(Generation generation, List<byte[]> chunks) throws RejectedException {
        long length = chunks.stream().mapToLong(chunk -> chunk.length).sum();
        if (length != generation.getArtifactBytes()) {
            throw new RejectedException(
                    "its chunks have " + length + " bytes, but it names " + generation.getArtifactBytes());
        }
        byte[] artifact = new byte[(int) length];
        int offset = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, artifact, offset, chunk.length);
            offset += chunk.length;
        }
        return artifact;
    }

    /** Fills records in turn, each with a changing set of observed cells, until the time is up; at least one record. */
    private void warmUp(ImputationModel model) {
        Imputer imputer = model.newImputer(inference);
        int d = model.features().size();
        double[] observation = new double[d];
        java.util.Arrays.fill(observation, Double.NaN);
        imputer.impute(observation);
        double[] typical = new double[d];
        double[] lower = new double[d];
        double[] upper = new double[d];
        for (int j = 0; j < d; j++) {
            typical[j] = imputer.value(j);
        }
        long until = System.nanoTime() + warmUpMs * 1_000_000L;
        int seen = 0;
        do {
            observation[seen % d] = typical[seen % d];
            imputer.impute(observation);
            imputer.intervals(0.9, lower, upper);
            observation[(seen * 7 + 3) % d] = Double.NaN;
            seen++;
        } while (System.nanoTime() < until);
    }
}
