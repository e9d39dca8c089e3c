package io.lacuna.app.trainer;

import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One refit, without Kafka: fits a challenger on a window and compares it with the champion. If a challenger that
 * started from the champion is worse than it, a second one is fitted from scratch, and the better of the two is used.
 * Immutable.
 *
 * @param fit settings of the fit
 * @param inference settings for filling, for both contenders
 * @param heldOutShare share of the window that is not used in the fit
 * @param maskRate share of the held-out part's observed cells that are hidden
 * @param intervalMass probability of the interval whose coverage is measured
 * @param rule decides which one wins
 * @param warmStart whether the fit starts from the champion, if its method can
 * @param bounds ranges of filled numbers that replace those found, by feature
 */
record Refit(
        FitSettings fit,
        InferenceSettings inference,
        double heldOutShare,
        double maskRate,
        double intervalMass,
        PromotionRule rule,
        boolean warmStart,
        Map<String, Support> bounds) {
    /**
     * @param challenger the fitted model; its provenance has the window and the settings
     * @param promoted whether it takes over
     * @param message the reason, with figures
     * @param evaluation the figures by name
     */
    record Verdict(ImputationModel challenger, boolean promoted, String message, Map<String, Double> evaluation) {}

    /** The serving model and its generation. */
    record Champion(ImputationModel model, long generation) {}

    /**
     * @param champion the serving model; null where there is none: the challenger is then compared with filling each
     *     feature with its mean or most frequent category
     * @throws TrainingRefusedException if the window is too small or contains no value
     */
    Verdict run(TrainingWindow window, @Nullable Champion champion, Progress progress) {
        requireEnough(window);
        HeldOut held = HeldOut.of(
                window.table(), window.timeline(), window.columns().ofPartners(), heldOutShare, maskRate, fit.seed());
        if (held.learnt().observedCells() == 0) {
            throw new TrainingRefusedException("no cell of the " + held.learnt().size()
                    + " records to learn from has a value: every field that could be a feature is missing in "
                    + window.origin().source());
        }
        ImputationModel marginal = Trainers.fit(held.learnt(), fitMarginal(), Progress.SILENT);
        Marginals learnt = Marginals.fit(held.learnt());
        ImputationModel incumbent = champion == null ? marginal : champion.model();
        boolean warm = warmStart && champion != null;
        Attempt attempt = attempt(held, learnt, incumbent, progress, warm ? incumbent : null);
        Attempt other = warm && attempt.error() > attempt.contest().incumbent().error()
                ? attempt(held, learnt, incumbent, progress, null)
                : null;
        Attempt best = other != null && other.error() < attempt.error() ? other : attempt;
        ImputationModel challenger = tell(best.model(), window);
        Contest floor = champion == null ? best.contest() : contest(challenger, marginal, held, learnt);
        Map<String, Double> figures = figures(best.contest(), floor, champion);
        if (other != null) {
            figures.put("warm.error", attempt.error());
            figures.put("cold.error", other.error());
        }
        String name = champion == null ? "filling with means" : "generation " + champion.generation();
        // If the configured method is the marginal fill itself, it is published, though it cannot win against itself.
        boolean asked = champion == null && fit.methods().stream().allMatch(ClosedFormMethod.MARGINAL::equals);
        return new Verdict(
                challenger,
                asked || rule.promotes(best.contest()),
                asked ? "the marginal fill, as configured" : rule.explain(best.contest(), name),
                figures);
    }

    /** A fitted model and its comparison with the incumbent. */
    private record Attempt(ImputationModel model, Contest contest) {
        double error() {
            return contest.challenger().error();
        }
    }

    private Attempt attempt(
            HeldOut held,
            Marginals learnt,
            ImputationModel incumbent,
            Progress progress,
            @Nullable ImputationModel start) {
        ImputationModel fitted = Trainers.fit(held.learnt(), held.learntTimeline(), fit, progress, start);
        ImputationModel model = fitted.with(fitted.supports().with(fitted.features(), bounds));
        return new Attempt(model, contest(model, incumbent, held, learnt));
    }

    private void requireEnough(TrainingWindow window) {
        if (window.table().size() < 2) {
            throw new TrainingRefusedException("one record is too few for fitting and scoring; the window of "
                    + window.origin().source() + " has " + window.table().size());
        }
    }

    private Contest contest(ImputationModel challenger, ImputationModel incumbent, HeldOut held, Marginals learnt) {
        return Contest.of(challenger, incumbent, inference, held, learnt, intervalMass);
    }

    private FitSettings fitMarginal() {
        return new FitSettings(List.of(ClosedFormMethod.MARGINAL), fit.seed(), Duration.ofSeconds(1), 1, Map.of());
    }

    private ImputationModel tell(ImputationModel model, TrainingWindow window) {
        Map<String, String> entries = new TreeMap<>(window.origin().provenance());
        entries.putAll(window.columns().provenance());
        entries.put("trainer.window.rows", Integer.toString(window.table().size()));
        entries.put("trainer.heldout.share", Double.toString(heldOutShare));
        entries.put("trainer.mask.rate", Double.toString(maskRate));
        entries.put("trainer.budget.ms", Long.toString(fit.budget().toMillis()));
        return model.with(model.provenance().with(entries));
    }

    private static Map<String, Double> figures(Contest contest, Contest floor, @Nullable Champion champion) {
        Map<String, Double> figures = new TreeMap<>();
        put(figures, "challenger", contest.challenger());
        put(figures, "marginal", floor.incumbent());
        if (champion != null) {
            put(figures, "champion", contest.incumbent());
            figures.put("champion.generation", (double) champion.generation());
        }
        figures.put("cells", (double) contest.cells());
        figures.put("records", (double) contest.records());
        figures.put("z", Math.max(-999, Math.min(999, contest.z())));
        return figures;
    }

    private static void put(Map<String, Double> into, String who, Contest.Figures figures) {
        into.put(who + ".error", figures.error());
        into.put(who + ".rmse", figures.rmse());
        into.put(who + ".category.error", figures.categoryError());
        into.put(who + ".coverage", figures.coverage());
    }
}
