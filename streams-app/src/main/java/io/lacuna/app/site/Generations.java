package io.lacuna.app.site;

import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.ModelsTopicSettings;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.schemas.Generation;
import io.lacuna.streams.errors.SetupException;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The generations of the models topic, and their models: those that serve from this instance, others from the topic, on
 * request. The topic is read when somebody asks. Safe for concurrent use.
 */
final class Generations implements AutoCloseable {
    private final GenerationCatalog catalog;
    private final GenerationHistory history;

    /** The model that was read from the topic last; guarded by this. */
    private @Nullable ServingGeneration opened;

    Generations(GenerationCatalog catalog, ModelsTopicSettings topic) {
        this.catalog = catalog;
        history = new GenerationHistory(topic);
    }

    /**
     * All generations, oldest first.
     *
     * @throws SetupException if the brokers do not answer
     */
    List<GenerationHistory.Known> all() {
        return history.all(catalog.states());
    }

    /**
     * A generation that can fill records.
     *
     * @param number of it; null for the active one
     * @throws CallRefusedException if there is none
     */
    ServingGeneration serving(@Nullable String number) {
        if (number == null) {
            ServingGeneration newest = catalog.newest();
            if (newest == null) {
                throw new CallRefusedException(HttpStatus.SERVICE_UNAVAILABLE_503, "no generation serves yet");
            }
            return newest;
        }
        if (!number.matches("\\d{1,18}")) {
            throw new CallRefusedException(
                    HttpStatus.BAD_REQUEST_400, "generation is '" + number + "'; make it a number");
        }
        long wanted = Long.parseLong(number);
        for (GenerationState state : catalog.states()) {
            if (state.number() == wanted && state instanceof GenerationState.Active active) {
                return active.serving();
            }
            if (state.number() == wanted && state instanceof GenerationState.Shadow shadow) {
                return shadow.serving();
            }
        }
        return fromTopic(wanted);
    }

    private synchronized ServingGeneration fromTopic(long number) {
        ServingGeneration last = opened;
        if (last != null && last.number() == number) {
            return last;
        }
        try {
            Generation generation = history.newest().generation(number);
            if (generation.getChunks() == 0) {
                throw new CallRefusedException(
                        HttpStatus.NOT_FOUND_404,
                        "generation " + number + " was refused and its model is not kept: " + generation.getMessage());
            }
            ServingGeneration found =
                    ServingGeneration.of(generation, ModelArtifact.read(history.artifact(generation)));
            opened = found;
            return found;
        } catch (SetupException | ArtifactException none) {
            throw new CallRefusedException(HttpStatus.NOT_FOUND_404, String.valueOf(none.getMessage()));
        }
    }

    /** The topic is read again when it is asked for next. */
    void refresh() {
        history.refresh();
    }

    @Override
    public void close() {
        history.close();
    }
}
