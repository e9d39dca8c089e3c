package io.lacuna.internal.generation;

import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link GenerationCatalog} should know, written as plainly as possible: labels of states by number, one thread, no
 * models. The reference of {@link GenerationWalkTest}.
 */
final class ExpectedGenerations {
    private final boolean latest;
    private final int keep;
    private final Map<Long, String> labels = new TreeMap<>();
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private final TreeSet<Long> active = new TreeSet<>();
    private @Nullable Long shadow;

    /** Announced and not read: whether it is a proposal, and whether its model is sound. */
    private record Waiting(boolean proposal, boolean sound) {}

    ExpectedGenerations(boolean latest, int keep) {
        this.latest = latest;
        this.keep = keep;
    }

    void announce(Generation generation, boolean chunksAreThere, boolean sound) {
        long number = generation.getNumber();
        if (active.contains(number)) {
            return;
        }
        if (generation.getOutcome() == Outcome.REFUSED || !chunksAreThere) {
            reject(number);
            return;
        }
        labels.put(number, "announced");
        waiting.put(number, new Waiting(generation.getOutcome() == Outcome.PROPOSED, sound));
    }

    void reject(long number) {
        if (!active.contains(number)) {
            forget(number);
            labels.put(number, "rejected");
        }
    }

    void withdraw(long number) {
        if (!active.contains(number)) {
            forget(number);
            labels.remove(number);
        }
    }

    private void forget(long number) {
        waiting.remove(number);
        if (shadow != null && shadow == number) {
            shadow = null;
        }
    }

    /** The newest that waits is read. */
    void read() {
        Map.Entry<Long, Waiting> next = waiting.pollLastEntry();
        if (next == null) {
            return;
        }
        long number = next.getKey();
        boolean newerServes = !active.isEmpty() && active.last() > number;
        if (latest && newerServes) {
            labels.put(number, "retired");
        } else if (!next.getValue().sound()) {
            reject(number);
        } else if (next.getValue().proposal()) {
            propose(number, newerServes);
        } else {
            serve(number);
        }
    }

    private void propose(long number, boolean newerServes) {
        if (newerServes || shadow != null && shadow > number) {
            labels.put(number, "retired");
            return;
        }
        labels.replaceAll((other, label) -> label.equals("shadow") ? "retired" : label);
        labels.put(number, "shadow");
        shadow = number;
    }

    private void serve(long number) {
        if (latest) {
            active.forEach(other -> labels.put(other, "retired"));
            active.clear();
            labels.replaceAll((other, label) -> label.equals("shadow") && other < number ? "retired" : label);
            shadow = shadow != null && shadow < number ? null : shadow;
        }
        active.add(number);
        labels.put(number, "active");
        while (keep > 0 && active.size() > keep) {
            labels.put(active.pollFirst(), "retired");
        }
    }

    Map<Long, String> labels() {
        return labels;
    }

    List<Long> active() {
        return new ArrayList<>(active);
    }

    /** The proposal that is scored; with as-of selection there is none. */
    @Nullable
    Long shadow() {
        return latest ? shadow : null;
    }

    boolean isSettled() {
        return waiting.isEmpty();
    }

    /** The generation of a record of this time, where generation n is effective from second n. */
    @Nullable
    Long select(long timestampMs) {
        if (active.isEmpty()) {
            return null;
        }
        Long effective = latest ? Long.valueOf(active.last()) : active.floor(timestampMs / 1_000);
        return effective == null ? active.first() : effective;
    }
}
