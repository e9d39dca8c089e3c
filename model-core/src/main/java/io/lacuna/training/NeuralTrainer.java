package io.lacuna.training;

import io.lacuna.data.Seeds;
import io.lacuna.data.Table;
import io.lacuna.inference.LatentModel;
import io.lacuna.inference.SearchSettings;
import io.lacuna.model.Member;
import io.lacuna.model.NeuralMember;
import io.lacuna.relay.RelayGroups;
import java.util.SplittableRandom;

/** Fits a neural decoder without an encoder, by SVI or Relay VI. */
final class NeuralTrainer implements MemberTrainer {
    private static final int STEPS = 200;
    private static final double PACE = 0.1;

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        NeuralOptions options = new NeuralOptions(settings);
        TrainingRows rows = TrainingRows.of(table, settings.seed());
        FitPlan plan = FitPlan.of(rows, options, settings, 1);
        RecordPosteriors posteriors = posteriors(settings.method(), rows, options, settings.seed());
        EncoderlessTraining.Result result = new EncoderlessTraining(rows, options, plan, posteriors)
                .run(settings.seed(), progress, (epoch, loss, decoder, all) -> {});
        LatentModel model =
                new LatentModel(result.decoder(), null, result.relays(), search(options), settings.method());
        return new NeuralMember(rows.standardizer(), model);
    }

    static SearchSettings search(NeuralOptions options) {
        return new SearchSettings(
                options.integerOr("steps", STEPS, 0, 100_000),
                options.isAuto("pace") ? PACE : options.number("pace", 1e-6, 10),
                options.point(),
                1e-4);
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
