package io.lacuna.app.audit;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.streams.errors.SetupException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks which generation should have filled a record, from the models topic. Under {@code latest}, each published
 * generation with the right artifact may have been the newest one that an instance had admitted; under {@code as-of}
 * there is exactly one. For one thread.
 */
final class GenerationRule implements AutoCloseable {
    private final String topic;
    private final boolean asOf;
    private final int keep;
    private final ModelsTopicReader models;
    private final Map<Long, Generation> byNumber = new TreeMap<>();

    /** The models used last. */
    private final Map<Long, ServingGeneration> served = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ServingGeneration> eldest) {
            return size() > Recomputation.MOST_MODELS;
        }
    };

    GenerationRule(LacunaConfig config) {
        topic = config.modelsTopic();
        keep = config.modelBudget().generations();
        asOf = config.selection() == Selection.AS_OF;
        models = ModelsTopicReader.open(config.modelsTopicSettings());
        try {
            models.read().generations().forEach(generation -> byNumber.put(generation.getNumber(), generation));
        } catch (RuntimeException unreadable) {
            models.close();
            throw unreadable;
        }
    }

    /** Why this generation should not have filled a record with this timestamp; empty if it is right. An empty artifact is not compared. */
    String wrong(long number, String artifact, long timestampMs) {
        Generation generation = byNumber.get(number);
        if (generation == null) {
            return "generation " + number + " is not in " + topic;
        }
        if (generation.getOutcome() != Outcome.PUBLISHED) {
            return "generation " + number + " was refused";
        }
        if (!artifact.isEmpty() && !generation.getArtifact().equals(artifact)) {
            return "generation " + number + " has artifact " + generation.getArtifact() + ", not " + artifact;
        }
        if (asOf) {
            long due = asOf(timestampMs);
            // When it was filled, more of the older generations may have been there than are now.
            return due == number || number > due && isLetGo(due)
                    ? ""
                    : "filled by generation " + number + ", but as of its time generation " + due + " was due";
        }
        return "";
    }

    /**
     * The newest published generation that was effective then, or the oldest if none was; the same rule as the
     * stream's.
     */
    private long asOf(long timestampMs) {
        long due = -1;
        for (Generation generation : byNumber.values()) {
            boolean effective = generation.getEffectiveFromMs().toEpochMilli() <= timestampMs;
            if (generation.getOutcome() == Outcome.PUBLISHED && (effective || due < 0)) {
                due = generation.getNumber();
            }
        }
        return due;
    }

    /** The generation with its model; null if the topic no longer has a readable one. */
    @Nullable
    ServingGeneration serving(long number) {
        ServingGeneration known = served.get(number);
        Generation generation = byNumber.get(number);
        if (known != null || generation == null) {
            return known;
        }
        try {
            ServingGeneration read = ServingGeneration.of(generation, ModelArtifact.read(models.artifact(generation)));
            served.put(number, read);
            return read;
        } catch (ArtifactException | SetupException gone) {
            return null;
        }
    }

    /** Whether the model of a published generation was deleted, because {@code generation.keep} newer ones came after it. */
    boolean isLetGo(long number) {
        Generation generation = byNumber.get(number);
        if (keep == 0 || generation == null || generation.getOutcome() != Outcome.PUBLISHED) {
            return false;
        }
        long newer = byNumber.values().stream()
                .filter(other -> other.getOutcome() == Outcome.PUBLISHED && other.getNumber() > number)
                .count();
        return newer >= keep && serving(number) == null;
    }

    @Override
    public void close() {
        models.close();
    }
}
