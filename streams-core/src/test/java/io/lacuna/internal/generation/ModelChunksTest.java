package io.lacuna.internal.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.streams.errors.SetupException;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelChunksTest {
    private static final int KILOBYTE = 1_024;

    static {
        ModelsTopic.parse(null); // Trusts the generated classes.
    }

    /** Room for three models of a chunk of a kilobyte each. */
    private static final ModelBudget THREE = new ModelBudget(4 * KILOBYTE, 0);

    private final KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("models"), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();

    @BeforeEach
    void open() {
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
    }

    private ModelChunks chunks(NeededModels needed) {
        return new ModelChunks(store, THREE, needed);
    }

    private static String artifact(int n) {
        return String.format("%064x", n);
    }

    private static Generation generation(long number, int artifact, Outcome outcome) {
        return Generation.newBuilder(Models.generation(number, new byte[KILOBYTE], 1))
                .setArtifact(artifact(artifact))
                .setOutcome(outcome)
                .build();
    }

    private static void publish(ModelChunks chunks, long number, int artifact) {
        chunks.put(artifact(artifact), 0, new byte[KILOBYTE]);
        chunks.named(generation(number, artifact, Outcome.PUBLISHED));
    }

    @Test
    void modelsWithinTheBudgetAreAllHeld() {
        ModelChunks chunks = chunks(NeededModels.NONE);
        for (int n = 1; n <= 3; n++) {
            publish(chunks, n, n);
        }
        assertThat(chunks.get(artifact(1), 0)).hasSize(KILOBYTE);
        assertThat(chunks.get(artifact(3), 0)).hasSize(KILOBYTE);
    }

    @Test
    void theOldestGenerationsModelIsLetGoFirstAndTheReasonNamesTheKey() {
        ModelChunks chunks = chunks(NeededModels.NONE);
        for (int n = 1; n <= 4; n++) {
            publish(chunks, n, n);
        }
        assertThat(chunks.get(artifact(1), 0)).isNull();
        assertThat(chunks.whyMissing(artifact(1))).contains("generation.store.max.bytes = 4096");
        assertThat(chunks.get(artifact(2), 0)).isNotNull();
        assertThat(chunks.whyMissing(artifact(2))).isNull();
    }

    @Test
    void whatNoGenerationNamesGoesBeforeWhatOneNames() {
        ModelChunks chunks = chunks(NeededModels.NONE);
        publish(chunks, 1, 1);
        chunks.put(artifact(9), 0, new byte[KILOBYTE]);
        publish(chunks, 2, 2);
        publish(chunks, 3, 3);
        assertThat(chunks.get(artifact(9), 0)).isNull();
        assertThat(chunks.get(artifact(1), 0)).isNotNull();
    }

    /** 410 MB of chunks that nobody names once ended every instance. */
    @Test
    void chunksWithoutEndStayWithinTheBudgetAndTheNextModelIsTaken() {
        ModelChunks chunks = chunks(NeededModels.NONE);
        publish(chunks, 1, 1);
        for (int n = 0; n < 10_000; n++) {
            chunks.put(artifact(7), n, new byte[KILOBYTE]);
            assertThat(chunks.bytes()).isLessThanOrEqualTo(THREE.bytes());
        }
        for (int n = 100; n < 5_000; n++) {
            chunks.put(artifact(n), 0, new byte[KILOBYTE]);
            assertThat(chunks.bytes()).isLessThanOrEqualTo(THREE.bytes());
        }
        assertThat(store.approximateNumEntries()).isLessThanOrEqualTo(4);
        publish(chunks, 2, 2);
        assertThat(chunks.get(artifact(2), 0)).isNotNull();
        assertThat(chunks.whyMissing(artifact(2))).isNull();
    }

    @Test
    void emptyChunksCountToo() {
        ModelChunks chunks = chunks(NeededModels.NONE);
        for (int n = 0; n < 1_000; n++) {
            chunks.put(artifact(n), 0, new byte[0]);
        }
        assertThat(store.approximateNumEntries()).isLessThanOrEqualTo(16);
    }

    @Test
    void aRollbackLongAfterItsModelFindsItAtAStart() {
        ModelChunks chunks = chunks(new NeededModels(Set.of(artifact(1)), 9));
        for (int n = 1; n <= 8; n++) {
            publish(chunks, n, n);
        }
        Generation rollback = generation(9, 1, Outcome.PUBLISHED);
        chunks.named(rollback);
        assertThat(chunks.get(artifact(1), 0)).isNotNull();
        for (int n = 10; n <= 13; n++) {
            publish(chunks, n, n);
        }
        assertThat(chunks.get(artifact(1), 0)).isNull(); // What was needed at the start is not needed for ever.
    }

    @Test
    void tombstonesAndChunksWrittenAgainKeepTheCountTrue() {
        ModelChunks chunks = chunks(NeededModels.NONE);
        SplittableRandom random = new SplittableRandom(1);
        for (int step = 0; step < 20_000; step++) {
            byte[] chunk = random.nextInt(3) == 0 ? null : new byte[random.nextInt(KILOBYTE)];
            chunks.put(artifact(random.nextInt(12)), random.nextInt(3), chunk);
            if (random.nextInt(5) == 0) {
                chunks.named(generation(1 + step, random.nextInt(12), Outcome.PUBLISHED));
            }
        }
        long held = 0;
        try (var all = store.all()) {
            while (all.hasNext()) {
                held += all.next().value.length + 256;
            }
        }
        assertThat(chunks.bytes()).isEqualTo(held).isLessThanOrEqualTo(THREE.bytes());
    }

    @Test
    void modelsThatAreToServeAndDoNotFitAreNamedWithTopicBytesAndKey() {
        Generation large = Generation.newBuilder(generation(3, 3, Outcome.PUBLISHED))
                .setArtifactBytes(5_000)
                .build();
        ModelsHistory history = new ModelsHistory("t-models", List.of(generation(1, 1, Outcome.PUBLISHED), large), 3);
        assertThatThrownBy(() -> NeededModels.of(history, Selection.LATEST, THREE))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("t-models")
                .hasMessageContaining("5000 bytes")
                .hasMessageContaining("generation.store.max.bytes = 4096");
    }

    @Test
    void neededAreTheServingGenerationAndTheProposalOrWithAsOfTheKeptOnes() {
        ModelsHistory history = new ModelsHistory(
                "t-models",
                List.of(
                        generation(1, 1, Outcome.PUBLISHED),
                        generation(2, 2, Outcome.PUBLISHED),
                        generation(3, 3, Outcome.REFUSED),
                        generation(4, 4, Outcome.PUBLISHED),
                        generation(5, 5, Outcome.PROPOSED)),
                5);
        assertThat(NeededModels.of(history, Selection.LATEST, THREE).artifacts())
                .containsExactlyInAnyOrder(artifact(4), artifact(5));
        assertThat(NeededModels.of(history, Selection.AS_OF, new ModelBudget(4 * KILOBYTE, 2))
                        .artifacts())
                .containsExactlyInAnyOrder(artifact(4), artifact(2));
    }

    @Test
    void aNumberThatCouldNotBeReadBackIsRefused() {
        ModelsHistory stray = new ModelsHistory("t-models", List.of(), 999_999_999_999_999_999L);
        assertThatThrownBy(stray::nextNumber)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("generation/999999999999999999")
                .hasMessageContaining("tombstone");
        assertThat(ModelsTopic.parse(ModelsTopic.generationKey(ModelsTopic.HIGHEST_NUMBER)))
                .isEqualTo(new ModelsTopic.GenerationKey(ModelsTopic.HIGHEST_NUMBER));
        assertThat(ModelsTopic.parse(ModelsTopic.generationKey(ModelsTopic.HIGHEST_NUMBER + 1)))
                .isNull();
    }
}
