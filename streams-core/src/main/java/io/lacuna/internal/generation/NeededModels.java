package io.lacuna.internal.generation;

import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.streams.errors.SetupException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The artifacts that a stream will need after it has read the models topic, determined before it reads it: the topic
 * names a model after the model's bytes, and a rollback may name it long after. Immutable.
 *
 * @param artifacts artifacts of the generations that will serve, and of the proposal
 * @param upTo number of the newest of them; 0 for none
 */
public record NeededModels(Set<String> artifacts, long upTo) {
    public static final NeededModels NONE = new NeededModels(Set.of(), 0);

    public NeededModels {
        artifacts = Set.copyOf(artifacts);
    }

    /**
     * Reads the end of a models topic and determines the needed artifacts.
     *
     * @throws SetupException if it does not fit into the budget, or the topic cannot be read
     */
    public static NeededModels read(ModelsTopicSettings settings, ModelBudget budget) {
        try (ModelsTopicReader reader = ModelsTopicReader.open(settings)) {
            return of(reader.readNewest(most(settings.selection(), budget)), settings.selection(), budget);
        }
    }

    /**
     * Determines the needed artifacts of a topic.
     *
     * @throws SetupException if it does not fit into the budget
     */
    public static NeededModels of(ModelsHistory history, Selection selection, ModelBudget budget) {
        List<Generation> needed = new ArrayList<>();
        List<Generation> newestFirst = new ArrayList<>(history.generations());
        Collections.reverse(newestFirst);
        newestFirst.stream()
                .filter(generation -> generation.getOutcome() == Outcome.PUBLISHED)
                .limit(most(selection, budget))
                .forEach(needed::add);
        if (selection == Selection.LATEST) {
            history.newestProposed().ifPresent(needed::add);
        }
        Map<String, Long> sizes = new HashMap<>();
        long upTo = 0;
        for (Generation generation : needed) {
            sizes.put(generation.getArtifact(), generation.getArtifactBytes());
            upTo = Math.max(upTo, generation.getNumber());
        }
        check(history.topic(), sizes, budget);
        return new NeededModels(sizes.keySet(), upTo);
    }

    /** How many of the newest generations may have to serve. */
    private static int most(Selection selection, ModelBudget budget) {
        if (selection == Selection.LATEST) {
            return 1;
        }
        return budget.generations() == 0 ? Integer.MAX_VALUE : budget.generations();
    }

    private static void check(String topic, Map<String, Long> sizes, ModelBudget budget) {
        long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
        if (bytes > budget.bytes()) {
            throw new SetupException("the models topic " + topic + " has " + bytes + " bytes of models that must serve"
                    + " (" + sizes.size() + "), more than " + ModelBudget.MAX_BYTES + " = " + budget.bytes()
                    + "; raise that key, and the heap to four times as much, or publish smaller models");
        }
    }
}
