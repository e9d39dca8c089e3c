package io.lacuna.internal.training.mixture;

import io.lacuna.data.Table;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.mixture.RelayMixtureKernel;
import io.lacuna.internal.inference.mixture.RelayTables;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.LabelledMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.model.RelayMixtureMember;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.internal.relay.ServingRule;
import io.lacuna.internal.training.KernelRows;
import io.lacuna.internal.training.MemberTrainer;
import io.lacuna.internal.training.RowPredictor;
import io.lacuna.internal.training.SideBySide;
import io.lacuna.internal.training.mixture.calibration.OutOfBag;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fits a {@link RelayEnsemble}: bootstrap samples of the rows, fitted in standard units and in rank-normal scores, with
 * numbers of relays that cycle through the sizes of {@link RelayPlan}. Averaging over bootstraps gives most of the
 * accuracy; averaging several sizes is better than choosing one by validation. Rows outside the bootstrap samples
 * calibrate the ensemble, and decide whether atoms are used ({@link AtomChoice}).
 *
 * <p>The fits run in parallel on the settings' threads. Each has its own seed, so the result does not depend on their
 * timing.
 */
public final class RelayMixtureTrainer implements MemberTrainer {

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        return fit(table, settings, progress, null);
    }

    /**
     * Starts from the previous model's relay mixture, if it has one with the same atoms. Equal bytes then also require
     * the same previous model.
     */
    @Override
    public Member refit(Table table, FitSettings settings, Progress progress, ImputationModel previous) {
        RelayEnsemble earlier = previous.members().stream()
                .map(LabelledMember::uncorrected)
                .filter(member -> member instanceof RelayMixtureMember
                        && previous.memberFeatures().equals(table.features()))
                .map(member -> ((RelayMixtureMember) member).ensemble())
                .findFirst()
                .orElse(null);
        return fit(table, settings, progress, earlier);
    }

    private static Member fit(Table table, FitSettings settings, Progress progress, @Nullable RelayEnsemble earlier) {
        String option = RelayOptions.of(settings).atoms();
        RelaySpaces spaces = new RelaySpaces(table, AtomRules.of(table, option));
        boolean decided = !option.equals(AtomRules.AUTO)
                || spaces.atoms().isNone()
                || earlier != null && earlier.atoms().equals(spaces.atoms());
        if (!decided) {
            RelayPlan plan = AtomChoice.plan(table, settings);
            RelayFits with = new RelayFits(spaces, plan, settings, null);
            RelayFits without = new RelayFits(new RelaySpaces(table), plan, settings, null);
            Consumer<RelayPlan.Fit> made = made(2 * plan.fits().size(), progress);
            RelayFits kept = new AtomChoice(with, without, plan, settings).choose(made);
            if (kept == with || warm(earlier, without.spaces()) == null) {
                Member member = member(kept, plan, settings, made);
                progress.report(1, "atoms " + (kept == with ? "kept" : "left out"));
                return member;
            }
            spaces = without.spaces();
        }
        RelayPlan plan = RelayPlan.of(table, settings);
        RelayFits fits = new RelayFits(spaces, plan, settings, warm(earlier, spaces));
        return member(fits, plan, settings, made(plan.fits().size(), progress));
    }

    private static @Nullable WarmStart warm(@Nullable RelayEnsemble earlier, RelaySpaces spaces) {
        return earlier == null || !earlier.atoms().equals(spaces.atoms()) ? null : new WarmStart(earlier, spaces);
    }

    /** Reports each fit that is made, as a share of the largest number of fits. */
    private static Consumer<RelayPlan.Fit> made(int most, Progress progress) {
        AtomicInteger done = new AtomicInteger();
        return fit -> progress.report(
                (double) done.incrementAndGet() / most,
                fit.relays() + " relays, " + (fit.space() == 0 ? "standardized" : "rank-normal"));
    }

    /** A row is predicted by the fits whose bootstrap sample does not contain it. */
    @Override
    public Supplier<RowPredictor> rowPredictors(Member member, Table table, FitSettings settings) {
        RelayEnsemble ensemble = ((RelayMixtureMember) member).ensemble();
        int[] kept = RelaySpaces.keptPlaces(table);
        List<RelayTables> tables = ensemble.fits().stream()
                .map(fit -> new RelayTables(ensemble.with(List.of(fit), ensemble.calibration()), table.features()))
                .toList();
        List<IntPredicate> fair = new ArrayList<>();
        boolean bootstrapped = RelayOptions.of(settings).preset() != RelayOptions.Preset.THROUGHPUT;
        for (int number = 0; number < tables.size(); number++) {
            int[] counts = new RelayFit(
                            (int) Arrays.stream(kept).filter(at -> at >= 0).count(), settings.seed(), number)
                    .counts();
            fair.add(row -> kept[row] < 0 || bootstrapped && counts[kept[row]] == 0);
        }
        return () -> new KernelRows(
                tables.stream().<MemberKernel>map(RelayMixtureKernel::new).toList(),
                fair,
                table.features().size());
    }

    /** Makes the fits that are not made yet, and calibrates their ensemble. */
    private static Member member(RelayFits fits, RelayPlan plan, FitSettings settings, Consumer<RelayPlan.Fit> made) {
        RelaySpaces spaces = fits.spaces();
        SideBySide.run(fits.work(plan.numbers(), made), settings.threads());
        RelayEnsemble ensemble = fits.ensemble(plan.numbers());
        RelayCalibration calibration =
                new OutOfBag(spaces.kept(), ensemble, fits.counts(plan.numbers()), settings.seed()).calibrate();
        // Mixtures that are distilled have seen all rows, so that only the ensemble can be calibrated.
        List<RelayMixture> last = RelayOptions.of(settings).preset() == RelayOptions.Preset.THROUGHPUT
                ? Distillation.of(ensemble.with(ServingRule.FIRST), spaces, plan.mostRelays(), settings)
                : ensemble.fits();
        return new RelayMixtureMember(
                ensemble.with(last, calibration), spaces.kept().features());
    }
}
