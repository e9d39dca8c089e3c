package io.lacuna.internal.training.neural;

import io.lacuna.data.Table;
import io.lacuna.inference.DecoderTraining;
import io.lacuna.inference.ModelPart;
import io.lacuna.inference.NeuralMethod;
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

/**
 * Fits a neural decoder by one of the papers' methods; each way of training is in its own file. Immutable and safe for
 * concurrent use.
 */
public final class NeuralTrainer implements MemberTrainer {
    private static final double DECODER_SHARE = 0.75;

    private final NeuralMethod method;

    public NeuralTrainer(NeuralMethod method) {
        this.method = method;
    }

    /** Whether ND4J is on the class path. A program that only serves, or fits closed-form methods, may omit it. */
    public static boolean isInstalled() {
        return NeuralTrainer.class.getResource("/org/nd4j/linalg/factory/Nd4j.class") != null;
    }

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        return fit(table, settings, progress, EpochWatcher.NONE);
    }

    /** Starts from the previous model's decoder, relays and encoder, as far as they fit. */
    @Override
    public Member refit(Table table, FitSettings settings, Progress progress, ImputationModel previous) {
        return fit(table, settings, progress, EpochWatcher.NONE, NeuralStart.at(previous, table));
    }

    /** The same, with a call of the watcher after every epoch of the decoder. */
    public NeuralMember fit(Table table, FitSettings settings, Progress progress, EpochWatcher watcher) {
        return fit(table, settings, progress, watcher, NeuralStart.fresh(table));
    }

    private NeuralMember fit(
            Table table, FitSettings settings, Progress progress, EpochWatcher watcher, NeuralStart start) {
        NeuralOptions options = new NeuralOptions(method, settings);
        TrainingRows rows = TrainingRows.of(
                table,
                options.heads(table, start.standardizer()),
                start.standardizer(),
                settings.seed(),
                options.flag("hold.out"));
        LatentModel model = options.withEncoder()
                ? amortized(rows, options, settings, start, progress, watcher)
                : encoderless(rows, options, settings, start, progress, watcher);
        return new NeuralMember(rows.standardizer(), model);
    }

    private LatentModel amortized(
            TrainingRows rows,
            NeuralOptions options,
            FitSettings settings,
            NeuralStart start,
            Progress progress,
            EpochWatcher watcher) {
        boolean single = method.training() == DecoderTraining.WITH_ENCODER;
        double perSample = 1.0 / options.integer("iwae.samples", 1, 1000);
        FitPlan plan = FitPlan.of(rows, options, settings, (single ? 1 : DECODER_SHARE) * perSample);
        Progress first = single ? progress : (done, what) -> progress.report(DECODER_SHARE * done, what);
        AmortizedTraining.Result result = new AmortizedTraining(rows, options, plan, options.flag("mask.input"))
                .run(settings.seed(), start, first, watcher);
        Progress second = (done, what) -> progress.report(DECODER_SHARE + (1 - DECODER_SHARE) * done, what);
        Encoder encoder = single
                ? result.encoder()
                : new SecondEncoder(rows, options, settings, (1 - DECODER_SHARE) * perSample)
                        .of(result.decoder(), result.encoder(), method.training(), second);
        return new LatentModel(result.decoder(), encoder, null, search(options, ownRate()), method);
    }

    private double ownRate() {
        return SearchSettings.of(method, false).rate();
    }

    private LatentModel encoderless(
            TrainingRows rows,
            NeuralOptions options,
            FitSettings settings,
            NeuralStart start,
            Progress progress,
            EpochWatcher watcher) {
        boolean encoded = options.pseudoEncoder();
        FitPlan plan = FitPlan.of(rows, options, settings, encoded ? DECODER_SHARE : 1);
        Progress first = encoded ? (done, what) -> progress.report(DECODER_SHARE * done, what) : progress;
        EncoderlessTraining.Result found = new EncoderlessTraining(
                        rows, options, plan, posteriors(rows, options, settings.seed()))
                .run(settings.seed(), start, first, watcher);
        if (!encoded) {
            return new LatentModel(found.decoder(), null, found.relays(), search(options, ownRate()), method);
        }
        PseudoEncoderTraining deferred = new PseudoEncoderTraining(rows, options, plan);
        Progress second = (done, what) -> progress.report(DECODER_SHARE + (1 - DECODER_SHARE) * done, what);
        Encoder encoder = deferred.run(found, settings, start, second);
        // Steps that must start at the encoder have their own pace (pe-svi 3.3).
        boolean paced = method.needs().contains(ModelPart.ENCODER) && options.isAuto("pace");
        double pace = paced ? deferred.pace(found.decoder(), encoder, steps(options)) : ownRate();
        return new LatentModel(found.decoder(), encoder, found.relays(), search(options, pace), method);
    }

    private int steps(NeuralOptions options) {
        return options.integerOr("steps", method.steps(), 0, SearchSettings.MAX_STEPS);
    }

    private SearchSettings search(NeuralOptions options, double pace) {
        return new SearchSettings(
                steps(options),
                options.isAuto("pace") ? pace : options.number("pace", 1e-6, 10),
                options.point(),
                SearchSettings.TOLERANCE,
                options.integerOr("samples", SearchSettings.of(method, false).samples(), 1, SearchSettings.MAX_SAMPLES),
                options.number("beta", 0, 1000));
    }

    private static RecordPosteriors posteriors(TrainingRows rows, NeuralOptions options, long seed) {
        SplittableRandom random = Seeds.random(seed, "posteriors");
        int k = options.latent(rows.features());
        return switch (options.decoderTraining()) {
            case FREE_POSTERIORS -> new FreePosteriors(rows.size(), k, options.point(), random);
            case RELAYS ->
                relays(
                        rows,
                        options,
                        RelayGroups.kept(options.widths("relays"), options.number("relay.ratio", 0, 1)),
                        random);
            // relay-vi appendix A: in the cluster form, a record keeps one relay of each group.
            case RELAY_CLUSTERS -> relays(rows, options, RelayGroups.kept(options.widths("relays"), 0), random);
            case WITH_ENCODER, THEN_RETUNED_ENCODER, THEN_MATCHED_ENCODER, THEN_PSEUDO_ENCODER ->
                throw new IllegalStateException(
                        "decoder training " + options.decoderTraining() + " has no record posteriors");
        };
    }

    private static RecordPosteriors relays(
            TrainingRows rows, NeuralOptions options, int[] kept, SplittableRandom random) {
        boolean all = options.choice("relay.gradient", "all", "kept").equals("all");
        int k = options.latent(rows.features());
        return new RelayPosteriors(rows.size(), k, options.point(), options.widths("relays"), kept, all, random);
    }
}
