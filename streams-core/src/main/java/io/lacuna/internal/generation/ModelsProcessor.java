package io.lacuna.internal.generation;

import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the models topic to the global store, byte for byte and within a {@link ModelBudget}, and announces each generation to
 * the catalog. Runs on the global thread, also during a restore. An exception there would stop the whole instance, so none is
 * thrown.
 */
public final class ModelsProcessor implements Processor<byte[], byte[], Void, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsProcessor.class);

    private final String storeName;
    private final GenerationCatalog catalog;
    private final Map<Long, Generation> incomplete = new HashMap<>();
    private final ModelBudget budget;
    private final NeededModels needed;
    private @Nullable ModelChunks chunks;

    /**
     * @param budget limit of the store
     * @param needed models that the store must keep
     */
    public ModelsProcessor(String storeName, GenerationCatalog catalog, ModelBudget budget, NeededModels needed) {
        this.storeName = storeName;
        this.catalog = catalog;
        this.budget = budget;
        this.needed = needed;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        KeyValueStore<String, byte[]> store = context.getStateStore(storeName);
        chunks = new ModelChunks(store, budget, needed);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            ModelsTopic.Key key = ModelsTopic.parse(record.key());
            if (key instanceof ModelsTopic.ChunkKey chunk) {
                chunks().put(chunk.artifact(), chunk.index(), record.value());
                retry(chunk.artifact());
            } else if (key instanceof ModelsTopic.GenerationKey generation) {
                take(generation.number(), record.value());
            }
        } catch (RuntimeException unexpected) {
            LOG.error("a record of the models topic was skipped", unexpected);
        }
    }

    private void take(long number, byte @Nullable [] value) {
        if (value == null) {
            chunks().withdrawn(number);
            incomplete.remove(number);
            catalog.withdraw(number);
            return;
        }
        try {
            Generation generation = ModelsTopic.decode(value);
            if (generation.getNumber() != number) {
                throw new IOException("its value says that it is generation " + generation.getNumber());
            }
            chunks().named(generation);
            incomplete.remove(number);
            if (generation.getOutcome() != Outcome.REFUSED && !isComplete(generation)) {
                String gone = chunks().whyMissing(generation.getArtifact());
                if (gone != null) {
                    catalog.reject(number, gone);
                    return;
                }
                // After compaction, a chunk that was written again comes after the generation that names it.
                incomplete.put(number, generation);
            }
            catalog.announce(generation, this::chunk);
        } catch (IOException unreadable) {
            catalog.reject(number, String.valueOf(unreadable.getMessage()));
        }
    }

    private void retry(String artifact) {
        if (incomplete.isEmpty()) {
            return;
        }
        for (Generation generation : List.copyOf(incomplete.values())) {
            if (generation.getArtifact().equals(artifact) && isComplete(generation)) {
                incomplete.remove(generation.getNumber());
                catalog.announce(generation, this::chunk);
            }
        }
    }

    private boolean isComplete(Generation generation) {
        // The last chunk is written last, so check it first while the others arrive.
        for (int n = generation.getChunks() - 1; n >= 0; n--) {
            if (chunk(generation.getArtifact(), n) == null) {
                return false;
            }
        }
        return true;
    }

    private byte @Nullable [] chunk(String artifact, int index) {
        return chunks().get(artifact, index);
    }

    private ModelChunks chunks() {
        return Objects.requireNonNull(chunks, "init must be called first");
    }
}
