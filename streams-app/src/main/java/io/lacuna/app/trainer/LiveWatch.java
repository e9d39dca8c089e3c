package io.lacuna.app.trainer;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.TrainerSettings;
import io.lacuna.app.config.choice.Promotion;
import io.lacuna.app.config.choice.WindowSample;
import io.lacuna.app.trainer.cells.ServedFields;
import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.app.watch.DriftDetector;
import io.lacuna.app.watch.EventLog;
import io.lacuna.app.watch.InputEvent;
import io.lacuna.app.watch.InputProfile;
import io.lacuna.app.watch.InputWatch;
import io.lacuna.app.watch.ScoreTail;
import io.lacuna.app.watch.ScoredRecord;
import io.lacuna.app.watch.Trial;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.ModelsHistory;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.model.ArtifactException;
import io.lacuna.schemas.Generation;
import io.lacuna.streams.errors.SetupException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the stream between refits: drift of the live scores, the proposal on trial, the newest input records.
 * Observations become events. A drift starts a refit at once, and further ones as the window fills with records after
 * the drift. For one thread.
 */
final class LiveWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveWatch.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BACKLOG_SCORES = 20_000;

    /** Shares of the window, filled with records after a drift, at which it is refitted again. */
    private static final double[] FOLLOW_UPS = {0.25, 0.5, 1};

    private final LacunaConfig config;
    private final TrainerSettings settings;
    private final WindowReader input;
    private final GenerationPublisher publisher;
    private final ScoreTail scores;
    private final EventLog events;
    private final ModelsTopicReader models;
    private final DriftDetector drifts;
    private final boolean trials;
    private final int watched;
    private final Deque<Long> followUps = new ArrayDeque<>();
    private final Deque<Unwritten> unwritten = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private long sinceMs;
    private long driftOf;
    private @Nullable Trial trial;
    private boolean sawProposals;
    private long knownOf;
    private @Nullable ServedFields served;
    private long lookedNanos = System.nanoTime() - EVERY_NANOS;
    private long lookedAt = -1;

    LiveWatch(LacunaConfig config, SchemaRegistry registry, WindowReader input, GenerationPublisher publisher) {
        this.config = config;
        this.input = input;
        this.publisher = publisher;
        scores = new ScoreTail(config, registry, BACKLOG_SCORES);
        events = new EventLog(config, registry);
        models = ModelsTopicReader.open(config.modelsTopicSettings());
        settings = config.trainer();
        TrainerSettings.Drift drift = settings.drift();
        drifts = new DriftDetector(
                drift.records() == 0 ? Integer.MAX_VALUE : drift.records(), drift.minRise(), drift.minZ());
        trials = settings.promotion() == Promotion.TRIAL;
        watched = settings.watchRecords();
    }

    /**
     * Looks once and returns the reason for a refit, if there is one.
     *
     * @param heard receives events and the results of trials
     */
    Optional<Trigger> look(Consumer<Trainer.Run> heard) {
        if (System.nanoTime() - lookedNanos < EVERY_NANOS) {
            return Optional.empty();
        }
        lookedNanos = System.nanoTime();
        writeEvents();
        if (trials && !sawProposals) {
            models.read().newestProposed().ifPresent(open -> onTrial(open.getNumber()));
            sawProposals = true;
        }
        Optional<Trigger> asked = Optional.empty();
        for (ScoredRecord scored : scores.poll()) {
            Optional<DriftDetector.Drift> drift = drifts.add(scored);
            if (drift.isPresent()) {
                asked = Optional.of(drifted(drift.get(), heard));
            }
            if (trial != null) {
                trial.add(scored);
            }
        }
        concludeTrial(heard);
        if (watched > 0 || !followUps.isEmpty()) {
            long grown = input.grown();
            asked = asked.isPresent() ? asked : followUp(grown);
            watchInput(grown, heard);
        }
        return asked;
    }

    private Trigger drifted(DriftDetector.Drift drift, Consumer<Trainer.Run> heard) {
        tell(InputEvent.of(drift), drift.generation(), heard);
        if (drift.generation() == driftOf && !followUps.isEmpty()) {
            return Trigger.drift(sinceMs); // The same drift goes on: it still began when it was first seen.
        }
        driftOf = drift.generation();
        sinceMs = drift.sinceMs();
        long grown = input.grown();
        followUps.clear();
        for (double share : FOLLOW_UPS) {
            followUps.add(grown + (long) (share * settings.window().records()));
        }
        return Trigger.drift(sinceMs);
    }

    private Optional<Trigger> followUp(long grown) {
        Long next = followUps.peekFirst();
        if (next == null || grown < next) {
            return Optional.empty();
        }
        while (!followUps.isEmpty() && followUps.peekFirst() <= grown) {
            followUps.removeFirst();
        }
        return Optional.of(Trigger.drift(sinceMs));
    }

    /**
     * The trainer has published this generation. Scores of the generation before that are read late are no drift of this one,
     * and must not delay the refits that follow a drift.
     */
    void published(long generation) {
        drifts.serves(generation);
    }

    /** Watches the trial of this proposal from now on. */
    void onTrial(long proposal) {
        trial = new Trial(proposal, settings.trialRecords(), settings.contest().minZ());
    }

    boolean isOnTrial() {
        return trial != null;
    }

    private void concludeTrial(Consumer<Trainer.Run> heard) {
        Trial current = trial;
        if (current == null || current.verdict() == Trial.Verdict.OPEN) {
            return;
        }
        trial = null;
        boolean promoted = current.verdict() == Trial.Verdict.PROMOTE;
        String why = (promoted ? "won its trial: " : "lost its trial: ") + current.explain();
        try {
            if (promoted) {
                Generation published = publisher.promote(current.proposal(), why);
                published(published.getNumber());
                heard.accept(new Trainer.Run.Published(published));
            } else {
                heard.accept(new Trainer.Run.Refused(publisher.reject(current.proposal(), why)));
            }
        } catch (SetupException decided) {
            ModelsHistory history = models.read();
            boolean open = history.newestProposed()
                    .filter(proposal -> proposal.getNumber() == current.proposal())
                    .isPresent();
            if (open) {
                trial = current; // Nobody decided meanwhile: the next look tries again.
                throw decided;
            }
        }
    }

    /** Compares the newest records with the training records of the serving generation, when enough have arrived. */
    private void watchInput(long grown, Consumer<Trainer.Run> heard) {
        if (watched == 0 || lookedAt >= 0 && grown - lookedAt < watched || grown < watched) {
            return;
        }
        lookedAt = grown;
        Generation serving = models.read().newestPublished().orElse(null);
        InputProfile before = serving == null
                ? null
                : InputProfile.from(serving.getProvenance()).orElse(null);
        if (serving == null || before == null) {
            return;
        }
        if (knownOf != serving.getNumber()) {
            knownOf = serving.getNumber();
            known.clear();
            served = served(serving);
        }
        InputProfile now;
        try {
            now = InputProfile.of(input.read(new WindowReader.Bounds(watched, 0, WindowSample.NEWEST), served)
                    .table());
        } catch (TrainingRefusedException nothingUsable) {
            return; // All are dead letters; the stream reports that.
        }
        List<InputEvent> found = new InputWatch(before).findings(now);
        known.retainAll(found.stream().map(InputEvent::key).toList());
        for (InputEvent finding : found) {
            if (!known.contains(finding.key())) {
                tell(finding, serving.getNumber(), heard);
                known.add(finding.key());
            }
        }
    }

    /** What the generation's model takes the fields for; null if its model cannot be read. */
    private @Nullable ServedFields served(Generation serving) {
        try {
            return ServedFields.of(ModelArtifact.read(models.artifact(serving)).features(), serving.getProvenance());
        } catch (ArtifactException | SetupException unreadable) {
            return null;
        }
    }

    private void tell(InputEvent finding, long generation, Consumer<Trainer.Run> heard) {
        heard.accept(new Trainer.Run.Noticed(finding.kind(), finding.message()));
        unwritten.add(new Unwritten(finding, generation));
    }

    /** Writes waiting events before anything else, so that an unreachable broker loses none. */
    private void writeEvents() {
        for (Unwritten next = unwritten.peekFirst(); next != null; next = unwritten.peekFirst()) {
            events.write(next.finding(), next.generation());
            unwritten.removeFirst();
        }
    }

    private record Unwritten(InputEvent finding, long generation) {}

    @Override
    public void close() {
        try {
            writeEvents();
        } catch (SetupException away) {
            LOG.warn("{} events are lost: {}", unwritten.size(), away.getMessage());
        }
        scores.close();
        events.close();
        models.close();
    }
}
