package io.lacuna.internal.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random walks of a catalog: generations announced, proposed, refused, rejected, withdrawn and read in any order, with
 * models that are sound, damaged or not there. After each step the catalog must be what {@link ExpectedGenerations} says.
 */
class GenerationWalkTest {
    private static final int WALKS = 300;
    private static final int STEPS = 80;
    private static final int KEEP = 3;
    private static final byte[] COLD = ModelArtifact.write(Models.sensors(10));
    private static final byte[] WARM = ModelArtifact.write(Models.sensors(20));
    private static final byte[] DAMAGED = damaged();

    private static byte[] damaged() {
        byte[] bytes = COLD.clone();
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 7);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void aCatalogIsAlwaysWhatItsReferenceSays(Selection selection) {
        for (int seed = 0; seed < WALKS; seed++) {
            new Walk(selection, seed).run();
        }
    }

    /** A start reads the topic's generations one after the other, and each is the newest for a moment. */
    @Test
    void aStartReadsTheNewestModelAloneAndOlderOnesWhereItIsDamaged() {
        for (boolean damaged : new boolean[] {false, true}) {
            Deque<Runnable> tasks = new ArrayDeque<>();
            List<Long> active = new ArrayList<>();
            GenerationCatalog catalog = new GenerationCatalog(
                    Selection.LATEST,
                    new Admission(1 << 20, InferenceSettings.DEFAULT, Admission.FeatureCheck.NONE, 0),
                    tasks::add,
                    new GenerationCatalog.Listener() {
                        @Override
                        public void active(ServingGeneration generation) {
                            active.add(generation.number());
                        }
                    },
                    new ModelBudget(1 << 28, 0));
            catalog.hold();
            for (long number = 1; number <= 5; number++) {
                byte[] model = number == 5 && damaged ? DAMAGED : number % 2 == 0 ? COLD : WARM;
                catalog.announce(Models.generation(number, model, 1), (artifact, index) -> model);
            }
            assertThat(tasks).isEmpty();
            assertThat(catalog.isSettled()).isFalse();
            catalog.release();
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
            assertThat(active).containsExactly(damaged ? 4L : 5L);
            assertThat(catalog.isSettled()).isTrue();
            catalog.announce(Models.generation(6, WARM, 1), (artifact, index) -> WARM);
            assertThat(tasks).hasSize(1);
        }
    }

    private static final class Walk {
        private final int seed;
        private final SplittableRandom random;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final Map<Long, byte[]> models = new HashMap<>();
        private final GenerationCatalog catalog;
        private final ExpectedGenerations expected;
        private long newest;

        Walk(Selection selection, int seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            int keep = selection == Selection.AS_OF ? KEEP : 0;
            Admission admission = new Admission(1 << 20, InferenceSettings.DEFAULT, Admission.FeatureCheck.NONE, 0);
            catalog = new GenerationCatalog(
                    selection,
                    admission,
                    tasks::add,
                    GenerationCatalog.Listener.SILENT,
                    new ModelBudget(1 << 28, keep));
            expected = new ExpectedGenerations(selection == Selection.LATEST, keep);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                String done = step();
                check("seed " + seed + ", step " + step + ": " + done);
            }
            while (!tasks.isEmpty()) {
                tasks.remove().run();
                expected.read();
            }
            check("seed " + seed + ", at its end");
            assertThat(catalog.isSettled()).isTrue();
        }

        private String step() {
            int choice = random.nextInt(100);
            long known = 1 + random.nextLong(newest + 1);
            if (choice < 30) {
                return announce(++newest);
            } else if (choice < 45) {
                return announce(known);
            } else if (choice < 52) {
                catalog.reject(known, "unreadable");
                expected.reject(known);
                newest = Math.max(newest, known);
                return "reject " + known;
            } else if (choice < 60) {
                catalog.withdraw(known);
                expected.withdraw(known);
                return "withdraw " + known;
            } else if (!tasks.isEmpty()) {
                tasks.remove().run();
                expected.read();
            }
            return "read";
        }

        private String announce(long number) {
            newest = Math.max(newest, number);
            byte[] model = models.computeIfAbsent(
                    number, unseen -> List.of(COLD, COLD, WARM, DAMAGED).get(random.nextInt(4)));
            Outcome outcome = List.of(Outcome.PUBLISHED, Outcome.PUBLISHED, Outcome.PROPOSED, Outcome.REFUSED)
                    .get(random.nextInt(4));
            boolean there = random.nextInt(8) > 0;
            Generation generation = Models.generation(number, model, 1);
            generation.put("outcome", outcome);
            catalog.announce(generation, (artifact, index) -> there ? model : null);
            expected.announce(generation, there, model != DAMAGED);
            return outcome + " " + number + (there ? "" : " without its model");
        }

        private void check(String when) {
            Map<Long, String> labels = new TreeMap<>();
            catalog.states().forEach(state -> labels.put(state.number(), state.label()));
            assertThat(labels).as(when).isEqualTo(expected.labels());
            assertThat(number(catalog.shadow())).as(when).isEqualTo(expected.shadow());
            assertThat(catalog.isSettled()).as(when).isEqualTo(expected.isSettled());
            for (int i = 0; i < 3; i++) {
                long timestampMs = random.nextLong(1_000 * (newest + 2));
                assertThat(number(catalog.select(timestampMs))).as(when).isEqualTo(expected.select(timestampMs));
            }
            List<Long> active = catalog.states().stream()
                    .filter(state -> state instanceof GenerationState.Active)
                    .map(GenerationState::number)
                    .collect(Collectors.toList());
            assertThat(active).as(when).isEqualTo(expected.active());
        }

        private static @Nullable Long number(@Nullable ServingGeneration generation) {
            return generation == null ? null : generation.number();
        }
    }
}
