package io.lacuna.app.site;

import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.ModelsHistory;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.generation.ModelsTopicSettings;
import io.lacuna.schemas.Generation;
import io.lacuna.streams.errors.SetupException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The generations of the models topic, read when somebody asks. Safe for concurrent use. */
final class GenerationHistory implements AutoCloseable {
    /** A history is shown again for this long. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ModelsTopicSettings topic;
    private @Nullable ModelsTopicReader reader;
    private @Nullable ModelsHistory history;
    private long read;
    private boolean closed;

    /**
     * A generation for display.
     *
     * @param outcome published, proposed or refused
     * @param state what this instance does with it: announced, admitted, shadow, active, retired or rejected; of an
     *     instance that serves none, the outcome
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

    GenerationHistory(ModelsTopicSettings topic) {
        this.topic = topic;
    }

    /**
     * All generations, oldest first, with their outcomes as states.
     *
     * @throws SetupException if the brokers do not answer
     */
    List<Known> outcomes() {
        return newest().generations().stream()
                .map(generation -> known(generation, outcome(generation), null))
                .toList();
    }

    /** The same with what an instance does with them. */
    List<Known> all(Collection<GenerationState> here) {
        Map<Long, GenerationState> states = new HashMap<>();
        here.forEach(state -> states.put(state.number(), state));
        return newest().generations().stream()
                .map(generation -> {
                    GenerationState state = states.get(generation.getNumber());
                    return known(
                            generation,
                            state == null ? "announced" : state.label(),
                            state instanceof GenerationState.Rejected rejected ? rejected.reason() : null);
                })
                .toList();
    }

    private static String outcome(Generation generation) {
        return generation.getOutcome().name().toLowerCase(Locale.ROOT);
    }

    private static Known known(Generation generation, String state, @Nullable String why) {
        return new Known(
                generation.getNumber(),
                outcome(generation),
                state,
                why,
                generation.getReason().name().toLowerCase(Locale.ROOT),
                generation.getArtifact(),
                generation.getArtifactBytes(),
                generation.getCreatedMs().toEpochMilli(),
                generation.getEffectiveFromMs().toEpochMilli(),
                generation.getMessage(),
                new TreeMap<>(generation.getEvaluation()));
    }

    /** What the topic holds. */
    synchronized ModelsHistory newest() {
        ModelsHistory known = history;
        if (known == null || System.nanoTime() - read > FRESH_NANOS) {
            known = reader().read();
            history = known;
            read = System.nanoTime();
        }
        return known;
    }

    /** The bytes of a generation's model. */
    synchronized byte[] artifact(Generation generation) {
        return reader().artifact(generation);
    }

    private ModelsTopicReader reader() {
        if (closed) {
            throw new SetupException("the process is closing");
        }
        ModelsTopicReader open = reader;
        if (open == null) {
            open = ModelsTopicReader.open(topic);
            reader = open;
        }
        return open;
    }

    /** The topic is read again when it is asked for next. */
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
