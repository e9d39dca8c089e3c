package io.lacuna.internal.generation;

import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks of the models topic that an instance keeps, within a budget. Anyone who can write to the topic could
 * otherwise fill the memory. Models that no generation names are dropped first, then the models of the oldest
 * generations; models that are known to be needed are never dropped. Mutable; the thread that reads the models topic
 * owns it.
 */
final class ModelChunks {
    private static final Logger LOG = LoggerFactory.getLogger(ModelChunks.class);

    /** Memory of a store entry in addition to its bytes: key, node and object headers. */
    private static final int ENTRY_BYTES = 256;

    private final KeyValueStore<String, byte[]> store;
    private final ModelBudget budget;

    /** Kept artifacts, in the order of their first chunks: bytes by chunk index. */
    private final Map<String, Map<Integer, Integer>> held = new LinkedHashMap<>();

    /** Artifacts by generations that name them and were not refused. */
    private final TreeMap<Long, String> named = new TreeMap<>();

    /** Artifacts that must stay until the topic is read up to its end at the time they were determined. */
    private Set<String> needed;

    private final long neededUpTo;

    /** Artifacts whose chunks were dropped; limited as everything here. */
    private final Map<String, Boolean> dropped = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > 1_000;
        }
    };

    private long bytes;

    ModelChunks(KeyValueStore<String, byte[]> store, ModelBudget budget, NeededModels needed) {
        this.store = store;
        this.budget = budget;
        this.needed = needed.artifacts();
        this.neededUpTo = needed.upTo();
    }

    /** Adds a chunk, or its tombstone. */
    void put(String artifact, int index, byte @Nullable [] chunk) {
        forget(artifact, index);
        if (chunk == null || dropped.containsKey(artifact) && !needed.contains(artifact)) {
            dropped.computeIfPresent(artifact, (name, yes) -> chunk == null && index == 0 ? null : yes);
            store.delete(key(artifact, index));
            return;
        }
        store.put(key(artifact, index), chunk);
        int size = chunk.length + ENTRY_BYTES;
        held.computeIfAbsent(artifact, first -> new HashMap<>()).put(index, size);
        bytes += size;
        if (bytes > budget.bytes()) {
            makeRoom(artifact);
        }
    }

    private void forget(String artifact, int index) {
        Map<Integer, Integer> sizes = held.get(artifact);
        Integer size = sizes == null ? null : sizes.remove(index);
        if (sizes != null && size != null) {
            bytes -= size;
            if (sizes.isEmpty()) {
                held.remove(artifact);
            }
        }
    }

    byte @Nullable [] get(String artifact, int index) {
        return store.get(key(artifact, index));
    }

    /** A generation was read that names an artifact. */
    void named(Generation generation) {
        if (generation.getOutcome() == Outcome.REFUSED) {
            named.remove(generation.getNumber());
        } else {
            named.put(generation.getNumber(), generation.getArtifact());
        }
        if (generation.getNumber() >= neededUpTo) {
            needed = Set.of(); // From here on the newest generations are dropped last anyway.
        }
    }

    /** A generation's record was deleted. */
    void withdrawn(long number) {
        named.remove(number);
    }

    /** Why a chunk of the artifact was dropped; null if it never existed. */
    @Nullable
    String whyMissing(String artifact) {
        return dropped.containsKey(artifact)
                ? "its model was dropped, because those of newer generations fill " + ModelBudget.MAX_BYTES + " = "
                        + budget.bytes()
                        + "; restart this instance, which then keeps the model of the newest generation,"
                        + " or raise the key together with the heap"
                : null;
    }

    long bytes() {
        return bytes;
    }

    private void makeRoom(String arriving) {
        for (String artifact : leastNeededFirst()) {
            if (bytes <= budget.bytes()) {
                return;
            }
            if (!artifact.equals(arriving) && !needed.contains(artifact)) {
                drop(artifact);
            }
        }
        if (bytes > budget.bytes()) {
            drop(arriving);
        }
    }

    /** Artifacts without a generation by age, then the others by the newest generation that names them. */
    private List<String> leastNeededFirst() {
        Map<String, Long> newest = new HashMap<>();
        named.forEach((number, artifact) -> newest.put(artifact, number));
        List<String> order = new ArrayList<>(held.keySet());
        order.sort(Comparator.comparingLong(artifact -> newest.getOrDefault(artifact, 0L)));
        return order;
    }

    private void drop(String artifact) {
        Map<Integer, Integer> sizes = held.remove(artifact);
        if (sizes == null) {
            return;
        }
        long freed = 0;
        for (Map.Entry<Integer, Integer> chunk : new HashSet<>(sizes.entrySet())) {
            store.delete(key(artifact, chunk.getKey()));
            freed += chunk.getValue();
        }
        bytes -= freed;
        dropped.put(artifact, true);
        LOG.warn(
                "model {} in the models topic is not kept: its {} bytes do not fit into {} = {}",
                artifact,
                freed,
                ModelBudget.MAX_BYTES,
                budget.bytes());
    }

    private static String key(String artifact, int index) {
        return artifact + "/" + index;
    }
}
