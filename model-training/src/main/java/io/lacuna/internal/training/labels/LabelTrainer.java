package io.lacuna.internal.training.labels;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.inference.labels.LabelLogits;
import io.lacuna.internal.inference.labels.LabelRelations;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.LabelledMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.training.MemberTrainer;
import io.lacuna.internal.training.RowPredictor;
import io.lacuna.internal.training.SideBySide;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Fits a member by another trainer, then the {@link LabelRelations} that it misses. A table without categories, and one
 * whose relations the member already has, give the other trainer's member unchanged.
 */
public final class LabelTrainer implements MemberTrainer {
    /** Targets with more labels are left to the member. */
    private static final int MOST_LABELS = 100;

    private final MemberTrainer trainer;

    public LabelTrainer(MemberTrainer trainer) {
        this.trainer = trainer;
    }

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        return related(trainer.fit(table, settings, progress), table, settings);
    }

    @Override
    public Member refit(Table table, FitSettings settings, Progress progress, ImputationModel previous) {
        return related(trainer.refit(table, settings, progress, previous), table, settings);
    }

    private Member related(Member member, Table table, FitSettings settings) {
        Features features = table.features();
        int[] targets = IntStream.range(0, features.size())
                .filter(j -> isTarget(features.get(j)))
                .toArray();
        if (targets.length == 0 || features.size() < 2) {
            return member;
        }
        RowPredictor predictor = trainer.rowPredictors(member, table, settings).get();
        LabelExamples[] examples = HiddenLabels.of(table, targets, predictor, settings.seed());
        List<Callable<Optional<LabelLogits>>> work = new ArrayList<>();
        for (int t = 0; t < targets.length; t++) {
            LabelBoosting boosting = new LabelBoosting(features, targets[t]);
            LabelExamples own = examples[t];
            work.add(() -> Optional.ofNullable(boosting.fit(own)));
        }
        List<LabelLogits> logits = SideBySide.run(work, settings.threads()).stream()
                .flatMap(Optional::stream)
                .toList();
        return logits.isEmpty() ? member : new LabelledMember(member, new LabelRelations(logits), features);
    }

    private static boolean isTarget(Feature feature) {
        return !feature.isContinuous() && feature.categories() > 1 && feature.categories() <= MOST_LABELS;
    }

    @Override
    public Supplier<RowPredictor> rowPredictors(Member member, Table table, FitSettings settings) {
        Supplier<RowPredictor> predictors = trainer.rowPredictors(LabelledMember.uncorrected(member), table, settings);
        return member instanceof LabelledMember labelled
                ? () -> new LabelledRows(predictors.get(), labelled.relations(), table.features())
                : predictors;
    }
}
