package io.lacuna.app.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.promise.Moves.Mistake;
import io.lacuna.app.promise.World.Outcome;
import io.lacuna.app.promise.World.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise, held against every state that the model of input, store, outputs, offsets, generations and crashes can reach:
 *
 * <ul>
 *   <li>committed outcomes are those of the first records, each once and in order;
 *   <li>at rest the group's offset and the store's changelog are as far as the outcomes;
 *   <li>each outcome names a generation that was published, and was filled with the whole past of its key;
 *   <li>from every state a run of steps leads to all records filled.
 * </ul>
 *
 * <p>A model in TLA+ would say the same; its checker is not on Maven Central, so the states are enumerated here. For each rule
 * of the design that is left out, the same search must find a state that breaks the promise.
 */
class PromiseTest {

    /** All states that can be reached, and how each was reached first. */
    private static final class Exploration {
        private final Map<World, World> before = new HashMap<>();
        private final Map<World, String> by = new HashMap<>();
        private final Map<World, List<World>> reachedFrom = new HashMap<>();
        private @Nullable World broken;
        private String what = "";

        static Exploration of(Set<Mistake> mistakes) {
            Exploration exploration = new Exploration();
            exploration.run(new Moves(mistakes));
            return exploration;
        }

        private void run(Moves moves) {
            Deque<World> next = new ArrayDeque<>(List.of(World.initial()));
            by.put(World.initial(), "");
            while (!next.isEmpty() && broken == null) {
                World world = next.remove();
                moves.from(world, (name, after) -> {
                    reachedFrom
                            .computeIfAbsent(after, first -> new ArrayList<>())
                            .add(world);
                    if (by.putIfAbsent(after, name) == null) {
                        before.put(after, world);
                        next.add(after);
                        String wrong = wrong(after);
                        if (!wrong.isEmpty() && broken == null) {
                            broken = after;
                            what = wrong;
                        }
                    }
                });
            }
        }

        /** The steps that led to the broken state. */
        private String story() {
            List<String> steps = new ArrayList<>();
            for (World world = broken; world != null; world = before.get(world)) {
                steps.add(by.getOrDefault(world, ""));
            }
            Collections.reverse(steps);
            return what + ", after" + String.join("\n  ", steps);
        }

        /** States from which all records can be filled. */
        private Set<World> hopeful() {
            Set<World> hopeful = new HashSet<>();
            Deque<World> next = new ArrayDeque<>();
            for (World world : by.keySet()) {
                if (world.offset() == Moves.RECORDS && world.transaction().phase() == Phase.NONE) {
                    hopeful.add(world);
                    next.add(world);
                }
            }
            while (!next.isEmpty()) {
                for (World earlier : reachedFrom.getOrDefault(next.remove(), List.of())) {
                    if (hopeful.add(earlier)) {
                        next.add(earlier);
                    }
                }
            }
            return hopeful;
        }
    }

    /** What is wrong in a state; empty where it keeps the promise. */
    private static String wrong(World world) {
        List<Outcome> written = world.written();
        for (int i = 0; i < written.size(); i++) {
            Outcome outcome = written.get(i);
            if (outcome.source() < i) {
                return "record " + outcome.source() + " has a second outcome";
            }
            if (outcome.source() > i) {
                return "record " + i + " has no outcome before that of record " + outcome.source();
            }
            if (outcome.generation() < 1 || outcome.generation() > world.published()) {
                return "generation " + outcome.generation() + " filled a record and was not published";
            }
            if (outcome.past() != outcome.source()) {
                return "record " + outcome.source() + " was filled with a past of " + outcome.past() + " records";
            }
        }
        boolean rests = world.transaction().phase() == Phase.NONE;
        if (rests && world.offset() != written.size()) {
            return "the group is at " + world.offset() + ", and " + written.size() + " records have an outcome";
        }
        return rests && world.remembered() != written.size()
                ? "the store has " + world.remembered() + " records, and " + written.size() + " have an outcome"
                : "";
    }

    @Test
    void noStateThatCanBeReachedBreaksThePromise() {
        Exploration exploration = Exploration.of(EnumSet.noneOf(Mistake.class));
        assertThat(exploration.broken).as(exploration.story()).isNull();
        assertThat(exploration.by).hasSizeGreaterThan(10_000);
        Set<World> hopeful = exploration.hopeful();
        // The last epoch admits no further takeover: the bound of the model, not of the design.
        assertThat(exploration.by.keySet().stream()
                        .filter(world -> world.epoch() < Moves.EPOCHS)
                        .filter(world -> !hopeful.contains(world)))
                .isEmpty();
        assertThat(exploration.by.keySet().stream().map(World::written))
                .contains(List.of(new Outcome(0, 1, 0), new Outcome(1, 2, 1), new Outcome(2, 2, 2)));
    }

    @ParameterizedTest
    @EnumSource
    void eachRuleOfTheDesignIsNeeded(Mistake mistake) {
        Exploration exploration = Exploration.of(EnumSet.of(mistake));
        assertThat(exploration.broken).as("left out: %s", mistake).isNotNull();
    }
}
