package io.lacuna.internal.generation;

import io.lacuna.internal.generation.GenerationState.Active;
import io.lacuna.internal.generation.GenerationState.Announced;
import io.lacuna.internal.generation.GenerationState.Rejected;
import io.lacuna.internal.generation.GenerationState.Shadow;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The generations that a running stream knows, and the choice of the generation that serves a record. Safe for
 * concurrent use.
 *
 * <p>The reader of the models topic announces generations here and never waits: models are read on the admission
 * executor, the newest first. Stream threads select without a lock. A generation that fails a check is rejected with a
 * reason, and the current one continues to serve.
 */
public final class GenerationCatalog implements GenerationChoice {
    private final Selection selection;
    private final Admission admission;
    private final Executor executor;
    private final Listener listener;
    private final ModelBudget budget;

    private final Map<Long, GenerationState> states = new ConcurrentSkipListMap<>();

    /** Announced and not yet read; guarded by this. */
    private final TreeMap<Long, Pending> pending = new TreeMap<>();

    /** Number of models being read now; guarded by this. */
    private int reading;

    /** Whether models wait to be read until all generations of the topic are known; guarded by this. */
    private boolean held;

    /** The active generations by number, oldest first. */
    private volatile ServingGeneration[] serving = {};

    /** The newest proposal, scored together with the serving generation; null if there is none. */
    private volatile @Nullable ServingGeneration shadow;

    /** The chunks by artifact and index that have arrived so far. */
    @FunctionalInterface
    public interface ChunkSource {
        byte @Nullable [] chunk(String artifact, int index);
    }

    /** Receives changes of generations; called on the admission executor. */
    public interface Listener {
        Listener SILENT = new Listener() {};

        default void active(ServingGeneration generation) {}

        default void rejected(long number, String reason) {}
    }

    /** A generation and the chunks that had arrived when it was announced; none if they were dropped since. */
    private record Pending(Announced announced, List<byte[]> chunks) {
        long bytes() {
            return chunks.stream().mapToLong(chunk -> chunk.length).sum();
        }
    }

    /**
     * @param budget limit of bytes of models that wait to be read, and with as-of selection the number of generations
     *     that serve
     */
    public GenerationCatalog(
            Selection selection, Admission admission, Executor executor, Listener listener, ModelBudget budget) {
        this.selection = selection;
        this.admission = admission;
        this.executor = executor;
        this.listener = listener;
        this.budget = budget;
    }

    /**
     * From now on models are not read, until {@link #release}: a start reads all generations of the topic one after the other,
     * and each would be the newest for a moment.
     */
    public synchronized void hold() {
        held = true;
    }

    /** All generations of the topic are known: their models are read, the newest first, as far as they are needed. */
    public void release() {
        int waiting;
        synchronized (this) {
            held = false;
            waiting = pending.size();
        }
        for (int i = 0; i < waiting; i++) {
            executor.execute(this::admitNewest);
        }
    }

    /** Takes a generation. Its chunks have already arrived, because they are written before it. Does not throw. */
    public void announce(Generation generation, ChunkSource source) {
        long number = generation.getNumber();
        if (states.get(number) instanceof Active) {
            return; // Read again after a restore: an active generation continues to serve.
        }
        if (generation.getOutcome() == Outcome.REFUSED) {
            refused(number, generation.getMessage());
            return;
        }
        Announced announced = new Announced(generation);
        try {
            admission.checkSize(generation);
            List<byte[]> chunks = gather(generation, source);
            boolean waits;
            synchronized (this) {
                states.put(number, announced);
                pending.put(number, new Pending(announced, chunks));
                letOldestGo();
                waits = held;
            }
            if (!waits) {
                executor.execute(this::admitNewest);
            }
        } catch (Admission.RejectedException rejection) {
            reject(announced.reject(String.valueOf(rejection.getMessage())));
        }
    }

    /** The newest are read first, so the oldest that wait may never be needed. */
    private synchronized void letOldestGo() {
        long waiting = pending.values().stream().mapToLong(Pending::bytes).sum();
        for (Map.Entry<Long, Pending> oldest :
                pending.headMap(pending.lastKey()).entrySet()) {
            if (waiting <= budget.bytes()) {
                return;
            }
            waiting -= oldest.getValue().bytes();
            oldest.setValue(new Pending(oldest.getValue().announced(), List.of()));
        }
    }

    private synchronized void refused(long number, String message) {
        pending.remove(number);
        if (states.get(number) instanceof Shadow proposed) {
            endShadow(number);
            states.put(number, proposed.reject("rejected: " + message));
        } else {
            states.put(number, new Rejected(number, "refused: " + message, false));
        }
    }

    /** Takes a record that should be a generation but cannot be read. Does not throw. */
    public void reject(long number, String reason) {
        if (!(states.get(number) instanceof Active)) {
            reject(new Rejected(number, reason, true));
        }
    }

    /** The generation's record was deleted from the topic: forgets it, unless it serves. */
    public synchronized void withdraw(long number) {
        if (!(states.get(number) instanceof Active)) {
            pending.remove(number);
            endShadow(number);
            states.remove(number);
        }
    }

    private synchronized void endShadow(long number) {
        ServingGeneration proposed = shadow;
        shadow = proposed != null && proposed.number() == number ? null : proposed;
    }

    /** Whether a generation was rejected, withdrawn or announced again while its model was read. */
    private synchronized boolean isOvertaken(Announced announced) {
        return states.get(announced.number()) != announced;
    }

    /** The generation that serves a record with this timestamp; null while there is none. */
    @Override
    public @Nullable ServingGeneration select(long timestampMs) {
        ServingGeneration[] current = serving;
        if (selection == Selection.LATEST || current.length == 0) {
            return current.length == 0 ? null : current[current.length - 1];
        }
        for (int i = current.length - 1; i > 0; i--) {
            if (current[i].effectiveFromMs() <= timestampMs) {
                return current[i];
            }
        }
        return current[0];
    }

    /** The newest active generation; null while there is none. */
    public @Nullable ServingGeneration newest() {
        ServingGeneration[] current = serving;
        return current.length == 0 ? null : current[current.length - 1];
    }

    /** How the generation of a record is chosen. */
    @Override
    public Selection selection() {
        return selection;
    }

    /**
     * The proposal to score together with the serving generation; null if there is none. With as-of selection there is
     * never one: a replay could not tell when it came and went.
     */
    @Override
    public @Nullable ServingGeneration shadow() {
        return selection == Selection.LATEST ? shadow : null;
    }

    /** Whether every generation announced so far was admitted, rejected or superseded. */
    public synchronized boolean isSettled() {
        return pending.isEmpty() && reading == 0;
    }

    /** Every known generation, by number. */
    public List<GenerationState> states() {
        return new ArrayList<>(states.values());
    }

    private static List<byte[]> gather(Generation generation, ChunkSource source) throws Admission.RejectedException {
        List<byte[]> chunks = new ArrayList<>();
        for (int n = 0; n < generation.getChunks(); n++) {
            byte[] chunk = source.chunk(generation.getArtifact(), n);
            if (chunk == null) {
                throw new Admission.RejectedException(
                        "chunk " + n + " of " + generation.getChunks() + " of its model is missing");
            }
            chunks.add(chunk);
        }
        return chunks;
    }

    /** Reads the newest pending generation; runs once for each announced one. */
    private void admitNewest() {
        Pending next;
        synchronized (this) {
            Map.Entry<Long, Pending> newest = pending.pollLastEntry();
            if (newest == null) {
                return;
            }
            next = newest.getValue();
            if (isSuperseded(newest.getKey())) {
                states.put(newest.getKey(), next.announced().supersede());
                return;
            }
            reading++;
        }
        try {
            admit(next);
        } finally {
            synchronized (this) {
                reading--;
            }
        }
    }

    private boolean isSuperseded(long number) {
        ServingGeneration newest = newest();
        return selection == Selection.LATEST && newest != null && newest.number() > number;
    }

    private void admit(Pending next) {
        Generation generation = next.announced().generation();
        try {
            ImputationModel model = shared(generation.getArtifact());
            if (model == null && next.chunks().isEmpty()) {
                throw new Admission.RejectedException("its model did not fit into " + ModelBudget.MAX_BYTES + " = "
                        + budget.bytes() + " beside those of newer generations");
            }
            if (model == null) {
                model = admission.read(generation, next.chunks());
            }
            ServingGeneration serves = ServingGeneration.of(generation, model);
            GenerationState.Admitted admitted = next.announced().admit(serves);
            if (generation.getOutcome() == Outcome.PROPOSED) {
                shadow(next.announced(), admitted.shadow());
            } else {
                activate(next.announced(), admitted.activate());
            }
        } catch (Admission.RejectedException rejection) {
            cannotServe(next.announced(), String.valueOf(rejection.getMessage()));
        } catch (OutOfMemoryError tooLarge) {
            cannotServe(next.announced(), "there is not enough memory for its model");
        }
    }

    private void cannotServe(Announced announced, String reason) {
        if (!isOvertaken(announced)) {
            reject(announced.reject(reason));
        }
    }

    /** The model object of this artifact, if one is already in use. */
    private @Nullable ImputationModel shared(String artifact) {
        for (ServingGeneration other : serving) {
            if (other.artifact().equals(artifact)) {
                return other.model();
            }
        }
        ServingGeneration proposed = shadow;
        return proposed != null && proposed.artifact().equals(artifact) ? proposed.model() : null;
    }

    private synchronized void shadow(Announced announced, Shadow proposed) {
        if (isOvertaken(announced)) {
            return;
        }
        ServingGeneration newest = newest();
        ServingGeneration before = shadow;
        if (newest != null && newest.number() > proposed.number()
                || before != null && before.number() > proposed.number()) {
            states.put(proposed.number(), proposed.retire());
            return; // At start the newest generations are read first.
        }
        states.replaceAll((number, state) -> state instanceof Shadow old ? old.retire() : state);
        states.put(proposed.number(), proposed);
        shadow = proposed.serving();
    }

    private void activate(Announced announced, Active active) {
        synchronized (this) {
            if (isOvertaken(announced)) {
                return;
            }
            TreeMap<Long, ServingGeneration> all = new TreeMap<>();
            if (selection == Selection.LATEST) {
                states.replaceAll((number, state) -> state instanceof Active old ? old.retire() : state);
                // Earlier proposals were either promoted as this generation, or are superseded by it.
                states.replaceAll((number, state) ->
                        state instanceof Shadow old && number < active.number() ? old.retire() : state);
                ServingGeneration proposed = shadow;
                shadow = proposed != null && proposed.number() < active.number() ? null : proposed;
            } else {
                for (ServingGeneration other : serving) {
                    all.put(other.number(), other);
                }
            }
            all.put(active.number(), active.serving());
            states.put(active.number(), active);
            while (budget.generations() > 0 && all.size() > budget.generations()) {
                long oldest = all.pollFirstEntry().getKey();
                states.computeIfPresent(oldest, (number, state) -> state instanceof Active old ? old.retire() : state);
            }
            serving = all.values().toArray(ServingGeneration[]::new);
        }
        listener.active(active.serving());
    }

    private void reject(Rejected rejected) {
        synchronized (this) {
            pending.remove(rejected.number());
            endShadow(rejected.number());
            states.put(rejected.number(), rejected);
        }
        listener.rejected(rejected.number(), rejected.reason());
    }
}
