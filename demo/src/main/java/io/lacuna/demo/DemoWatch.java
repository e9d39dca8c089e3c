package io.lacuna.demo;

import io.lacuna.app.stream.StreamApp;
import io.lacuna.app.trainer.Trainer;
import io.lacuna.demo.feed.Feed;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.schemas.Generation;
import io.lacuna.streams.errors.SetupException;
import org.jspecify.annotations.Nullable;

/**
 * Checks the running demo a few times per second: reports events, lets the sender continue once there is a model, or one fitted
 * after the drift, and decides when the demo ends. {@link #heard} and {@link #trainerFailed} are called on the
 * trainer's thread, everything else on one other thread.
 */
final class DemoWatch {
    private static final double FIT_PATIENCE_SECONDS = 120;
    private static final double OUTCOME_PATIENCE_SECONDS = 30;

    private final Feed feed;
    private final DemoPlan plan;
    private final View view;
    private final StreamApp app;
    private final Scoreboard board;
    private final FillScores scores;
    private final Sender sender;
    private final long startNanos = System.nanoTime();
    private final Speed speed = new Speed();
    private long serving;
    private boolean driftReported;
    private double heldSince = -1;
    private double outcomeAt;
    private long outcomes = -1;
    private @Nullable ServingGeneration refit;
    private int runsAwaited;

    private volatile long refitNumber = Long.MAX_VALUE;
    private volatile int runs;
    private volatile String lastRun = "";

    DemoWatch(Feed feed, DemoPlan plan, View view, StreamApp app, Scoreboard board, FillScores scores, Sender sender) {
        this.feed = feed;
        this.plan = plan;
        this.view = view;
        this.app = app;
        this.board = board;
        this.scores = scores;
        this.sender = sender;
    }

    /** The trainer ended a run. */
    void heard(Trainer.Run run) {
        if (run instanceof Trainer.Run.Published published) {
            Generation generation = published.generation();
            lastRun = "";
            view.event("trainer: generation " + generation.getNumber() + " published; " + generation.getMessage());
            String newest = generation.getProvenance().getOrDefault("input.last.ms", "0");
            if (plan.drifted() < feed.size() && Long.parseLong(newest) >= feed.timeMs(plan.drifted())) {
                refitNumber = Math.min(refitNumber, generation.getNumber());
            }
        } else if (run instanceof Trainer.Run.Refused refused) {
            Generation generation = refused.generation();
            lastRun = "the trainer refused its fit: " + generation.getMessage();
            view.event("trainer: generation " + generation.getNumber() + " refused; " + generation.getMessage());
        } else if (run instanceof Trainer.Run.Skipped skipped) {
            lastRun = skipped.reason();
        } else if (run instanceof Trainer.Run.Noticed noticed) {
            view.event("trainer: " + noticed.message());
            return;
        }
        runs++;
    }

    void trainerFailed(String line) {
        lastRun = line;
        view.event("trainer: " + line);
        runs++;
    }

    /** Checks once. Returns false when the demo is over, successfully or not. */
    boolean check() {
        reportDrift();
        reportTakeover();
        continueAtFirstModel();
        continueAtRefit();
        view.status(status());
        return sender.failure() == null && app.isAlive() && !hopeless() && !over();
    }

    private void reportDrift() {
        if (!driftReported && feed.driftAt() < feed.size() && sender.sent() > feed.driftAt()) {
            driftReported = true;
            view.event("the sensors drift: calibrations and couplings change from record " + feed.driftAt() + " on");
        }
    }

    private void reportTakeover() {
        ServingGeneration newest = app.catalog().newest();
        if (newest != null && newest.number() != serving) {
            serving = newest.number();
            view.event("stream: generation " + serving + " serves from here on");
        }
        if (newest != null && newest.number() >= refitNumber && refit == null) {
            refit = newest;
        }
    }

    private void continueAtFirstModel() {
        if (sender.isHolding(plan.firstAt())
                && plan.firstAt() < feed.size()
                && (serving > 0 || seconds() > FIT_PATIENCE_SECONDS)) {
            sender.allow(plan.holdAt());
        }
    }

    private void continueAtRefit() {
        if (!sender.isHolding(plan.holdAt()) || plan.holdAt() >= feed.size()) {
            return;
        }
        if (heldSince < 0) {
            heldSince = seconds();
            if (refit == null) {
                view.event("the sensors wait for a model fitted after the drift");
            }
        }
        if (refit != null || seconds() - heldSince > FIT_PATIENCE_SECONDS) {
            sender.allow(feed.size());
        }
    }

    /** Whether to trigger the trainer again: everything is sent and no model serves. */
    boolean wantsRefit() {
        if (!sender.isDone() || serving > 0 || runs < runsAwaited) {
            return false;
        }
        runsAwaited = runs + 1;
        return true;
    }

    /** Everything was sent, the trainer has seen it all, and there is still no model. */
    private boolean hopeless() {
        return sender.isDone() && serving == 0 && runsAwaited > 0 && runs > runsAwaited && !lastRun.isEmpty();
    }

    private boolean over() {
        long now = board.imputed() + app.metrics().deadLetterCount();
        if (now != outcomes || serving == 0) {
            outcomes = now;
            outcomeAt = seconds();
        }
        boolean complete = now >= sender.sent() + sender.poison();
        return sender.isDone() && (complete || seconds() - outcomeAt > OUTCOME_PATIENCE_SECONDS);
    }

    /**
     * Checks that the run can be judged.
     *
     * @throws SetupException if something failed; it says what
     */
    void requireSound() {
        String failure = sender.failure();
        if (failure != null) {
            throw new SetupException(failure);
        }
        if (!app.isAlive()) {
            throw new SetupException(
                    "the stream failed; run with LACUNA_JAVA_OPTS=-Dlacuna.log.level=INFO to see more");
        }
        if (serving == 0) {
            throw new SetupException("no model ever served, so nothing was filled: "
                    + (lastRun.isEmpty() ? "the trainer had no run" : lastRun));
        }
    }

    /** The first generation that was fitted after the drift and served; null if there was none. */
    @Nullable
    ServingGeneration refit() {
        return refit;
    }

    private View.Status status() {
        long dead = app.metrics().deadLetterCount();
        long imputed = board.imputed();
        return new View.Status(
                seconds(),
                sender.sent(),
                feed.size(),
                speed.of(seconds(), imputed),
                Math.max(0, sender.sent() + sender.poison() - imputed - dead),
                sender.missingShare(),
                serving,
                dead,
                scores.continuous());
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** Records per second over the last few seconds. */
    private static final class Speed {
        private double at;
        private long count;
        private double speed;

        double of(double seconds, long now) {
            if (seconds - at > 1) {
                speed = (now - count) / (seconds - at);
                at = seconds;
                count = now;
            }
            return speed;
        }
    }
}
