package io.lacuna.app.trainer;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.TrainerSettings;
import io.lacuna.app.config.choice.Promotion;
import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.app.watch.InputProfile;
import io.lacuna.internal.generation.ChampionChangedException;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.ModelsHistory;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.model.ArtifactException;
import io.lacuna.schemas.EventKind;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SetupException;
import io.lacuna.training.Progress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs refits against a cluster, one at a time: window, fit, contest, publication. All visible effects are in the
 * publisher's single transaction, so a run that dies leaves nothing behind and the next one starts from the beginning.
 * The models topic must exist. For one thread; the caller closes the registry.
 */
public final class Trainer implements AutoCloseable {
    /** Largest time ahead of the clock that Kafka accepts in a timestamp by default. */
    private static final long MOST_AHEAD_MS = 3_600_000;

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    /** Number of consecutive refits that may be overtaken by another trainer's generation. */
    private static final int ATTEMPTS = 3;

    private final LacunaConfig config;
    private final TrainerSettings settings;

    private final WindowReader input;
    private final GenerationPublisher publisher;
    private final Set<String> otherTypes = new HashSet<>();
    private final LiveWatch watch;
    private String fields = "";

    /** @throws ConfigException if a trial is configured but no record can be scored in the shadow */
    public Trainer(LacunaConfig config, SchemaRegistry registry) {
        settings = config.trainer();
        if (config.selection() == Selection.AS_OF && settings.promotion() == Promotion.TRIAL) {
            throw new ConfigException(
                    "trainer.promotion = trial needs generation.selection = latest: with as-of no generation"
                            + " is scored in the shadow; use automatic or manual");
        }
        this.config = config;
        input = new WindowReader(config, registry);
        publisher = new GenerationPublisher(config.modelsTopicSettings());
        watch = new LiveWatch(config, registry, input, publisher);
    }

    /** Result of a run, or of a look between runs. */
    public sealed interface Run {

        /** The result in one line. */
        String words();

        /** The challenger won, at once or after a trial. */
        record Published(Generation generation) implements Run {
            @Override
            public String words() {
                return Run.words(generation, "published");
            }
        }

        /** The challenger won and waits in the shadow for promotion, by its live scores or by hand. */
        record Proposed(Generation generation) implements Run {
            @Override
            public String words() {
                return Run.words(generation, "proposed; promote or reject it");
            }
        }

        /** The challenger lost; the refusal is in the models topic with both figures. */
        record Refused(Generation generation) implements Run {
            @Override
            public String words() {
                return Run.words(generation, "refused");
            }
        }

        /** Something in the stream has changed; the event is in the events topic too. */
        record Noticed(EventKind kind, String message) implements Run {
            @Override
            public String words() {
                return "event " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + message;
            }
        }

        /** There was nothing to fit or to score; nothing was published. */
        record Skipped(String reason) implements Run {
            @Override
            public String words() {
                return "waiting: " + reason;
            }
        }

        private static String words(Generation generation, String outcome) {
            return "generation " + generation.getNumber() + " " + outcome + ": " + generation.getMessage();
        }
    }

    /**
     * Runs one refit.
     *
     * @param progress receives the progress of the fit; an exception from it ends the run
     * @throws SetupException if brokers or topics cannot be reached
     * @throws RegistryUnavailableException if the registry does not answer
     * @throws IllegalArgumentException if the configured method or its options do not exist
     */
    public Run run(Progress progress) {
        return run(progress, Trigger.HAND);
    }

    Run run(Progress progress, Trigger trigger) {
        try {
            TrainingWindow window = settings.window()
                    .files()
                    .map(folder -> ArchivedFiles.read(folder, config))
                    .orElseGet(() -> input.read(input.bounds(trigger.sinceMs())));
            fields = window.columns().words();
            int fewest = settings.window().fewest();
            window.origin().otherTypes().forEach((type, records) -> {
                if (otherTypes.add(type)) {
                    LOG.warn(
                            "records of type {} are not learned from ({} in this window): the model is for {}, which has more"
                                    + " records",
                            type,
                            records,
                            window.origin().type());
                }
            });
            if (window.table().size() < fewest) {
                return new Run.Skipped(window.origin().source() + " has "
                        + window.table().size() + " usable records so far; trainer.min.records requires " + fewest);
            }
            for (int attempt = 1; ; attempt++) {
                Holder holder = holder();
                Refit.Verdict verdict = refit().run(window, holder.champion(), progress);
                try {
                    return publish(window, verdict, holder, trigger);
                } catch (ChampionChangedException overtaken) {
                    LOG.info("refitting: {}", overtaken.getMessage());
                    if (attempt == ATTEMPTS) {
                        throw overtaken;
                    }
                }
            }
        } catch (TrainingRefusedException nothing) {
            return new Run.Skipped(String.valueOf(nothing.getMessage()));
        }
    }

    /** Which fields of the last window are filled and which pass through, and why; empty where a schema says it. */
    public String fields() {
        return fields;
    }

    /** Size of the input topic: sum of the end offsets of its partitions. */
    long grown() {
        return input.grown();
    }

    private Refit refit() {
        TrainerSettings.Contest contest = settings.contest();
        return new Refit(
                settings.fit().settings(),
                config.inferenceSettings(),
                contest.heldOutShare(),
                contest.maskRate(),
                config.servingSettings().intervalMass(),
                new PromotionRule(contest.minGain(), contest.minZ()),
                settings.fit().warmStart(),
                config.bounds());
    }

    /**
     * The serving generation.
     *
     * @param number number of the newest published generation; 0 where there is none
     * @param champion its model; null where there is none, or it cannot be read
     */
    private record Holder(long number, Refit.@Nullable Champion champion) {}

    private Holder holder() {
        try (ModelsTopicReader models = ModelsTopicReader.open(config.modelsTopicSettings())) {
            ModelsHistory history = models.read();
            Generation newest = history.newestPublished().orElse(null);
            if (newest == null) {
                return new Holder(0, null);
            }
            try {
                return new Holder(
                        newest.getNumber(),
                        new Refit.Champion(ModelArtifact.read(models.artifact(newest)), newest.getNumber()));
            } catch (ArtifactException | SetupException unreadable) {
                LOG.warn(
                        "generation {} cannot be read ({}); the refit is compared with filling by means",
                        newest.getNumber(),
                        unreadable.getMessage());
                return new Holder(newest.getNumber(), null);
            }
        }
    }

    private Run publish(TrainingWindow window, Refit.Verdict verdict, Holder holder, Trigger trigger) {
        Refit.Champion champion = holder.champion();
        byte[] artifact = ModelArtifact.write(verdict.challenger());
        Map<String, String> provenance =
                new HashMap<>(verdict.challenger().provenance().entries());
        provenance.put("kafka.version", AppInfoParser.getVersion());
        provenance.put("trainer.trigger", trigger.word());
        provenance.putAll(InputProfile.of(window.table()).entries());
        GenerationPublisher.Draft draft = new GenerationPublisher.Draft(
                Reason.REFIT, effectiveFrom(window), verdict.message(), provenance, verdict.evaluation());
        if (!verdict.promoted()) {
            return new Run.Refused(publisher.refuse(artifact, draft));
        }
        boolean comparable = champion != null
                && champion.model().features().equals(verdict.challenger().features());
        if (settings.promotion() == Promotion.AUTOMATIC || !comparable) {
            Generation published = publisher.publishAgainst(holder.number(), false, artifact, draft);
            watch.published(published.getNumber());
            return new Run.Published(published);
        }
        Generation proposed = publisher.publishAgainst(holder.number(), true, artifact, draft);
        if (settings.promotion() == Promotion.TRIAL) {
            watch.onTrial(proposed.getNumber());
        }
        return new Run.Proposed(proposed);
    }

    /**
     * Looks at the live scores and the newest records. Returns the reason for a refit, if there is one.
     *
     * @param heard receives observations and the results of trials
     */
    Optional<Trigger> look(Consumer<Run> heard) {
        return watch.look(heard);
    }

    /** Whether a proposal is on trial. */
    boolean isOnTrial() {
        return watch.isOnTrial();
    }

    private long effectiveFrom(TrainingWindow window) {
        long now = config.clock().millis();
        // A single record with a timestamp far in the future must not delay a generation for ever.
        long last = Math.min(window.origin().lastMs(), now + MOST_AHEAD_MS);
        return GenerationPublisher.effectiveFrom(config.selection(), Math.max(now, last));
    }

    /** Ends a run on another thread soon, with an exception on that thread. */
    void wakeup() {
        input.wakeup();
    }

    @Override
    public void close() {
        watch.close();
        input.close();
    }
}
