package io.lacuna.app.site;

import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.ModelsHistory;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.generation.ModelsTopicSettings;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.schemas.Generation;
import io.lacuna.streams.errors.SetupException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The generations of the models topic, and their models: those that serve from this instance, others from the topic, on
 * request. The topic is read when somebody asks. Safe for concurrent use.
 */
final class Generations implements AutoCloseable {
    /** A history is shown again for this long. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final GenerationCatalog catalog;
    private final ModelsTopicSettings topic;
    private @Nullable ModelsTopicReader reader;
    private @Nullable ModelsHistory history;
    private long read;
    private boolean closed;

    /** The model that was read from the topic last. */
    private @Nullable ServingGeneration opened;

    /**
     * A generation for display.
     *
     * @param outcome published, proposed or refused
     * @param state what this instance does with it: announced, admitted, shadow, active, retired or rejected
     * @param why why it is rejected here; null if it is not
     * @param reason why it came to be: refit, rollback, import or promotion
     * @param evaluation figures of the trainer's comparison, by name
     */
    record Known(
            long number,
            String outcome,
            String state,
            @Nullable String why,
            String reason,
            String artifact,
            long artifactBytes,
            long createdMs,
            long effectiveFromMs,
            String message,
            Map<String, Double> evaluation) {}

    Generations(GenerationCatalog catalog, ModelsTopicSettings topic) {
        this.catalog = catalog;
        this.topic = topic;
    }

    /**
     * All generations, oldest first.
     *
     * @throws SetupException if the brokers do not answer
     */
    List<Known> all() {
        Map<Long, GenerationState> states = new HashMap<>();
        catalog.states().forEach(state -> states.put(state.number(), state));
        return history().generations().stream()
                .map(generation -> known(generation, states.get(generation.getNumber())))
                .toList();
    }

    private static Known known(Generation generation, @Nullable GenerationState state) {
        String outcome = generation.getOutcome().name().toLowerCase(Locale.ROOT);
        return new Known(
                generation.getNumber(),
                outcome,
                state == null ? "announced" : state.label(),
                state instanceof GenerationState.Rejected rejected ? rejected.reason() : null,
                generation.getReason().name().toLowerCase(Locale.ROOT),
                generation.getArtifact(),
                generation.getArtifactBytes(),
                generation.getCreatedMs().toEpochMilli(),
                generation.getEffectiveFromMs().toEpochMilli(),
                generation.getMessage(),
                new TreeMap<>(generation.getEvaluation()));
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
            Generation generation = history().generation(number);
            if (generation.getChunks() == 0) {
                throw new CallRefusedException(
                        HttpStatus.NOT_FOUND_404,
                        "generation " + number + " was refused and its model is not kept: " + generation.getMessage());
            }
            ServingGeneration found =
                    ServingGeneration.of(generation, ModelArtifact.read(reader().artifact(generation)));
            opened = found;
            return found;
        } catch (SetupException | ArtifactException none) {
            throw new CallRefusedException(HttpStatus.NOT_FOUND_404, String.valueOf(none.getMessage()));
        }
    }

    private synchronized ModelsHistory history() {
        ModelsHistory known = history;
        if (known == null || System.nanoTime() - read > FRESH_NANOS) {
            known = reader().read();
            history = known;
            read = System.nanoTime();
        }
        return known;
    }

    private synchronized ModelsTopicReader reader() {
        if (closed) {
            throw new SetupException("the stream is closing");
        }
        ModelsTopicReader open = reader;
        if (open == null) {
            open = ModelsTopicReader.open(topic);
            reader = open;
        }
        return open;
    }

    /** The history is read again when it is asked for next. */
    synchronized void refresh() {
        history = null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (reader != null) {
            reader.close();
        }
    }
}
