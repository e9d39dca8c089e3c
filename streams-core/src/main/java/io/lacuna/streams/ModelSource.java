package io.lacuna.streams;

import io.lacuna.impute.LacunaModel;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.generation.Admission;
import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.GenerationChoice;
import io.lacuna.internal.generation.ModelBudget;
import io.lacuna.internal.generation.ModelsProcessor;
import io.lacuna.internal.generation.NeededModels;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.model.ArtifactException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The source of the model that fills the records: a file, a model in memory, or the models topic that a trainer
 * publishes to. Safe for concurrent use; one source may serve several processors of one topology.
 */
public final class ModelSource {
    private static final long MAX_BYTES = 256L * 1024 * 1024;
    private static final String STORE = "lacuna-models-";

    private final GenerationChoice generations;
    private final Queue<Runnable> whenReady = new ConcurrentLinkedQueue<>();

    private ModelSource(GenerationChoice generations) {
        this.generations = generations;
    }

    /**
     * A model in memory. In notes it is generation 0.
     *
     * @param model that fills every record
     * @return a source that is ready
     */
    public static ModelSource of(LacunaModel model) {
        return new ModelSource(
                GenerationChoice.always(new ServingGeneration(0, model.sha256(), model.internal(), Long.MIN_VALUE)));
    }

    /**
     * A model in a file, as {@code lacuna fit} writes it; it is read now. In notes it is generation 0.
     *
     * @param path of the file
     * @return a source that is ready
     * @throws IOException if the file cannot be read
     * @throws ArtifactException if it does not contain a model that this version can read
     */
    public static ModelSource file(Path path) throws IOException, ArtifactException {
        return of(LacunaModel.read(path));
    }

    /**
     * The newest generation of a models topic, as {@code lacuna train} publishes them. Adds a global store to the
     * topology, named {@code lacuna-models-} and the topic. A generation published later is used as soon as it arrives,
     * while the stream runs. A generation whose model is damaged, or larger than 256 MiB, is skipped. The bytes of models take a
     * quarter of the heap at most: those of the oldest generations are let go first. A record that
     * comes before the first generation fails with {@link io.lacuna.streams.errors.NoGenerationException}; see {@link
     * #whenReady}.
     *
     * @param builder of the topology that the processors are part of
     * @param modelsTopic must exist when the stream starts
     * @return a source that is ready once the topic has given a model
     */
    public static ModelSource topic(StreamsBuilder builder, String modelsTopic) {
        String store = STORE + modelsTopic;
        Announcer announcer = new Announcer();
        ModelBudget budget = ModelBudget.of(0, 0);
        GenerationCatalog catalog = new GenerationCatalog(
                Selection.LATEST,
                new Admission(MAX_BYTES, InferenceSettings.DEFAULT, Admission.FeatureCheck.NONE, 0),
                Runnable::run,
                announcer,
                budget);
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                modelsTopic,
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()),
                () -> new ModelsProcessor(store, catalog, budget, NeededModels.NONE));
        ModelSource source = new ModelSource(catalog);
        announcer.source = source;
        return source;
    }

    /**
     * Generations that the caller provides. For Lacuna's own application; not part of the API.
     *
     * @param generations which generation fills a record
     * @return a source of them
     */
    public static ModelSource of(GenerationChoice generations) {
        return new ModelSource(generations);
    }

    /** {@return whether there is a model to fill with} */
    public boolean isReady() {
        return generations.select(Long.MAX_VALUE) != null;
    }

    /**
     * Runs an action as soon as there is a model: immediately if there is one, otherwise on the thread that reads the
     * models topic. With a models topic, start the stream paused:
     *
     * <pre>{@code
     * streams.pause();
     * streams.start();
     * models.whenReady(streams::resume);
     * }</pre>
     *
     * @param action runs once
     */
    public void whenReady(Runnable action) {
        whenReady.add(action);
        if (isReady()) {
            ready();
        }
    }

    private void ready() {
        for (Runnable action = whenReady.poll(); action != null; action = whenReady.poll()) {
            action.run();
        }
    }

    GenerationChoice generations() {
        return generations;
    }

    private static final class Announcer implements GenerationCatalog.Listener {
        private volatile @Nullable ModelSource source;

        @Override
        public void active(ServingGeneration generation) {
            ModelSource waiting = source;
            if (waiting != null) {
                waiting.ready();
            }
        }
    }
}
