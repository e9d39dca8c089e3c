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
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fits a {@link RelayEnsemble}: bootstrap samples of the rows, fitted in standard units and in rank-normal scores, with
 * numbers of relays that cycle through the sizes of {@link RelayPlan}. Averaging over bootstraps gives most of the
 * accuracy; averaging several sizes is better than choosing one by validation. Rows outside the bootstrap samples
 * calibrate the ensemble.
 *
 * <p>The fits run in parallel on the settings' threads. Each has its own seed, so the result does not depend on their
 * timing.
 */
public final class RelayMixtureTrainer implements MemberTrainer {

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        return fit(spaces(table, settings), RelayPlan.of(table, settings), settings, progress, null);
    }

    /**
     * Starts from the previous model's relay mixture, if it has one with the same atoms. Equal bytes then also require the same previous
     * model.
     */
    @Override
    public Member refit(Table table, FitSettings settings, Progress progress, ImputationModel previous) {
        RelaySpaces spaces = spaces(table, settings);
        WarmStart warm = previous.members().stream()
                .map(LabelledMember::uncorrected)
                .filter(member -> member instanceof RelayMixtureMember
                        && previous.memberFeatures().equals(table.features()))
                .map(member -> ((RelayMixtureMember) member).ensemble())
                .filter(earlier -> earlier.atoms().equals(spaces.atoms()))
                .map(earlier -> new WarmStart(earlier, spaces))
                .findFirst()
                .orElse(null);
        return fit(spaces, RelayPlan.of(table, settings), settings, progress, warm);
    }

    private static RelaySpaces spaces(Table table, FitSettings settings) {
        return new RelaySpaces(
                table, AtomRules.of(table, RelayOptions.of(settings).atoms()));
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

    private static Member fit(
            RelaySpaces spaces, RelayPlan plan, FitSettings settings, Progress progress, @Nullable WarmStart warm) {
        RelayRows[] rows = {spaces.rows(0), spaces.rows(1)};
        List<Callable<RelayMixture>> work = new ArrayList<>();
        int[][] counts = new int[plan.fits().size()][];
        AtomicInteger done = new AtomicInteger();
        for (int number = 0; number < counts.length; number++) {
            RelayPlan.Fit fit = plan.fits().get(number);
            RelayFit bootstrap = new RelayFit(spaces.kept().size(), settings.seed(), number);
            counts[number] = bootstrap.counts();
            RelayMixture start = warm == null ? null : warm.mixture(number, fit);
            work.add(() -> {
                RelayMixture mixture = bootstrap.run(rows[fit.space()], fit, plan.iterations(), start);
                progress.report(
                        (double) done.incrementAndGet() / plan.fits().size(),
                        fit.relays() + " relays, " + (fit.space() == 0 ? "standardized" : "rank-normal"));
                return mixture;
            });
        }
        RelayCalibration none = RelayCalibration.none(
                spaces.kept().features().size(), spaces.marginals().size());
        RelayEnsemble ensemble = new RelayEnsemble(
                spaces.standardizer(),
                spaces.marginals(),
                none,
                SideBySide.run(work, settings.threads()),
                spaces.atoms());
        RelayCalibration calibration = new OutOfBag(spaces.kept(), ensemble, counts, settings.seed()).calibrate();
        // Mixtures that are distilled have seen all rows, so that only the ensemble can be calibrated.
        List<RelayMixture> fits = RelayOptions.of(settings).preset() == RelayOptions.Preset.THROUGHPUT
                ? Distillation.of(ensemble, spaces, plan.mostRelays(), settings)
                : ensemble.fits();
        return new RelayMixtureMember(
                ensemble.with(fits, calibration), spaces.kept().features());
    }
}
