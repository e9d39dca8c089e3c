package io.lacuna.app.trainer;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.SetupException;
import io.lacuna.app.generation.GenerationPublisher;
import io.lacuna.app.generation.ModelsHistory;
import io.lacuna.app.generation.ModelsTopicReader;
import io.lacuna.app.registry.SchemaRegistry;
import io.lacuna.app.stream.ServingSettings;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.ModelArtifact;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Reason;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import io.lacuna.training.Trainers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs refits against a cluster, one at a time: window, fit, contest, publication. Everything that becomes visible does
 * so in the publisher's one transaction, so a run that dies leaves nothing behind and the next begins afresh. The
 * models topic must exist. For one thread; the registry stays the caller's to close.
 */
public final class Trainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    /** With as-of selection, how far ahead a generation takes effect, so that no record was served before by another. */
    private final LacunaConfig config;

    private final WindowReader input;
    private final GenerationPublisher publisher;

    public Trainer(LacunaConfig config, SchemaRegistry registry) {
        this.config = config;
        input = new WindowReader(config, registry);
        publisher = new GenerationPublisher(config);
    }

    /** What a run came to. */
    public sealed interface Run {

        /** The challenger won. */
        record Published(Generation generation) implements Run {}

        /** The challenger won and waits in the shadow to be promoted by hand. */
        record Proposed(Generation generation) implements Run {}

        /** The challenger lost; the refusal stands in the models topic with both figures. */
        record Refused(Generation generation) implements Run {}

        /** There was nothing to fit or to score on; nothing was published. */
        record Skipped(String reason) implements Run {}
    }

    /**
     * One refit.
     *
     * @param progress hears the fit; throwing from it ends the run
     * @throws SetupException where brokers or topics are not there
     * @throws SchemaRegistry.RegistryUnavailableException where the registry does not answer
     * @throws IllegalArgumentException where the configured method or its options do not exist
     */
    public Run run(Progress progress) {
        try {
            TrainingWindow window = input.read();
            int fewest = config.getInt(LacunaConfig.TRAINER_MIN_RECORDS);
            if (window.table().size() < fewest) {
                return new Run.Skipped("topic " + config.inputTopic() + " holds "
                        + window.table().size() + " usable records so far; trainer.min.records asks for " + fewest);
            }
            Refit.Champion champion = champion();
            Refit.Verdict verdict = refit().run(window, champion, progress);
            return publish(window, verdict, champion != null);
        } catch (TrainingRefusedException nothing) {
            return new Run.Skipped(String.valueOf(nothing.getMessage()));
        }
    }

    /** How far the input topic has grown: sum of its partitions' end offsets. */
    long grown() {
        return input.grown();
    }

    private Refit refit() {
        String method = config.getString(LacunaConfig.TRAINER_METHOD);
        FitSettings fit = new FitSettings(
                method.isEmpty() ? Trainers.DEFAULT_METHOD : method,
                config.getLong(LacunaConfig.TRAINER_SEED),
                Duration.ofMillis(config.getLong(LacunaConfig.TRAINER_BUDGET_MS)),
                Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors())),
                Map.of());
        return new Refit(
                fit,
                ServingSettings.inference(config),
                config.getDouble(LacunaConfig.TRAINER_HELDOUT_SHARE),
                config.getDouble(LacunaConfig.TRAINER_MASK_RATE),
                config.getDouble(LacunaConfig.INFERENCE_INTERVAL),
                new PromotionRule(
                        config.getDouble(LacunaConfig.TRAINER_PROMOTION_MIN_GAIN),
                        config.getDouble(LacunaConfig.TRAINER_PROMOTION_MIN_Z)),
                config.getBoolean(LacunaConfig.TRAINER_WARM_START));
    }

    /** The newest published generation that can be read; null where there is none. */
    private Refit.@Nullable Champion champion() {
        try (ModelsTopicReader models = ModelsTopicReader.open(config)) {
            ModelsHistory history = models.read();
            Generation newest = history.newestPublished().orElse(null);
            if (newest == null) {
                return null;
            }
            try {
                return new Refit.Champion(ModelArtifact.read(models.artifact(newest)), newest.getNumber());
            } catch (ArtifactException | SetupException unreadable) {
                LOG.warn(
                        "generation {} cannot be read ({}); the refit is held against filling with means",
                        newest.getNumber(),
                        unreadable.getMessage());
                return null;
            }
        }
    }

    private Run publish(TrainingWindow window, Refit.Verdict verdict, boolean serves) {
        byte[] artifact = ModelArtifact.write(verdict.challenger());
        Map<String, String> provenance =
                new HashMap<>(verdict.challenger().provenance().entries());
        provenance.put("kafka.version", AppInfoParser.getVersion());
        GenerationPublisher.Draft draft = new GenerationPublisher.Draft(
                Reason.REFIT, effectiveFrom(window), verdict.message(), provenance, verdict.evaluation());
        if (!verdict.promoted()) {
            return new Run.Refused(publisher.refuse(artifact, draft));
        }
        boolean propose =
                serves && config.getString(LacunaConfig.TRAINER_PROMOTION).equals("manual");
        return propose
                ? new Run.Proposed(publisher.propose(artifact, draft))
                : new Run.Published(publisher.publish(artifact, draft));
    }

    private long effectiveFrom(TrainingWindow window) {
        return GenerationPublisher.effectiveFrom(
                config, Math.max(System.currentTimeMillis(), window.origin().lastMs()));
    }

    /** Ends a run of another thread soon: with an exception there. */
    void wakeup() {
        input.wakeup();
    }

    @Override
    public void close() {
        input.close();
    }
}
