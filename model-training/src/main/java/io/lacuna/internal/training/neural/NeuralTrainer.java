package io.lacuna.internal.training.neural;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.relay.RelayGroups;
import io.lacuna.internal.training.MemberTrainer;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.SplittableRandom;

/** Fits a neural decoder by one of the papers' methods; each method's own training stands in a file of its own. */
public final class NeuralTrainer implements MemberTrainer {
    private static final int SVI_STEPS = 200;
    private static final int PSEUDO_ENCODED_STEPS = 25;
    private static final int GAUSS_NEWTON_STEPS = 30;
    private static final double PACE = 0.1;
    private static final double TOLERANCE = 1e-4;

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        return fit(table, settings, progress, EpochWatcher.NONE);
    }

    /** Begins at the previous model's decoder, relays and encoder, as far as they fit. */
    @Override
    public Member refit(Table table, FitSettings settings, Progress progress, ImputationModel previous) {
        return fit(table, settings, progress, EpochWatcher.NONE, NeuralStart.at(previous, table));
    }

    /** The same, looked at after every epoch of the decoder. */
    public NeuralMember fit(Table table, FitSettings settings, Progress progress, EpochWatcher watcher) {
        return fit(table, settings, progress, watcher, NeuralStart.fresh(table));
    }

    private static NeuralMember fit(
            Table table, FitSettings settings, Progress progress, EpochWatcher watcher, NeuralStart start) {
        NeuralOptions options = new NeuralOptions(settings);
        TrainingRows rows = TrainingRows.of(table, start.standardizer(), settings.seed());
        LatentModel model = settings.method().equals("vae")
                ? amortized(rows, options, settings, start, progress, watcher)
                : encoderless(rows, options, settings, start, progress, watcher);
        return new NeuralMember(rows.standardizer(), model);
    }

    private static LatentModel amortized(
            TrainingRows rows,
            NeuralOptions options,
            FitSettings settings,
            NeuralStart start,
            Progress progress,
            EpochWatcher watcher) {
        FitPlan plan = FitPlan.of(rows, options, settings, 1.0 / options.integer("iwae.samples", 1, 1000));
        AmortizedTraining.Result result =
                new AmortizedTraining(rows, options, plan).run(settings.seed(), start, progress, watcher);
        return new LatentModel(result.decoder(), result.encoder(), null, search(options, 0, PACE), settings.method());
    }

    private static LatentModel encoderless(
            TrainingRows rows,
            NeuralOptions options,
            FitSettings settings,
            NeuralStart start,
            Progress progress,
            EpochWatcher watcher) {
        String method = settings.method();
        boolean newton = method.equals("gauss-newton") || method.equals("natural-gradient");
        boolean starts = newton || method.equals("pseudo-encoded");
        boolean encoded = starts || options.flag("pseudo.encoder");
        FitPlan plan = FitPlan.of(rows, options, settings, encoded ? 0.75 : 1);
        String by = starts ? options.choice("decoder.by", "svi", "relay", "relay-clusters") : method;
        Progress first = encoded ? (done, what) -> progress.report(0.75 * done, what) : progress;
        EncoderlessTraining.Result found = new EncoderlessTraining(
                        rows, options, plan, posteriors(by, rows, options, settings.seed()))
                .run(settings.seed(), start, first, watcher);
        if (!encoded) {
            return new LatentModel(found.decoder(), null, found.relays(), search(options, SVI_STEPS, PACE), method);
        }
        PseudoEncoderTraining deferred = new PseudoEncoderTraining(rows, options, plan);
        Encoder encoder =
                deferred.run(found, settings, start, (done, what) -> progress.report(0.75 + 0.25 * done, what));
        int steps = newton ? GAUSS_NEWTON_STEPS : starts ? PSEUDO_ENCODED_STEPS : SVI_STEPS;
        double pace = method.equals("pseudo-encoded") && options.isAuto("pace")
                ? deferred.pace(found.decoder(), encoder, options.integerOr("steps", steps, 0, 100_000))
                : PACE;
        return new LatentModel(found.decoder(), encoder, found.relays(), search(options, steps, pace), method);
    }

    private static SearchSettings search(NeuralOptions options, int steps, double pace) {
        return new SearchSettings(
                options.integerOr("steps", steps, 0, 100_000),
                options.isAuto("pace") ? pace : options.number("pace", 1e-6, 10),
                options.point(),
                TOLERANCE);
    }

    static RecordPosteriors posteriors(String method, TrainingRows rows, NeuralOptions options, long seed) {
        SplittableRandom random = Seeds.random(seed, "posteriors");
        int k = options.latent(rows.features());
        if (!method.startsWith("relay")) {
            return new FreePosteriors(rows.size(), k, options.point(), random);
        }
        int[] sizes = options.widths("relays");
        // Appendix A: in the form of clusters a record keeps one relay of each group.
        double ratio = method.equals("relay-clusters") ? 0 : options.number("relay.ratio", 0, 1);
        boolean all = options.choice("relay.gradient", "all", "kept").equals("all");
        return new RelayPosteriors(rows.size(), k, options.point(), sizes, RelayGroups.kept(sizes, ratio), all, random);
    }
}
