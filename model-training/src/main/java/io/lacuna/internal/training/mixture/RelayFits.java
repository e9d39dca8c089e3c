package io.lacuna.internal.training.mixture;

import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.training.FitSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fits of a plan, of which some may be made first and the others later. Each has its own seed, so that the result
 * does not depend on when it is made. Mutable; {@link #work} is called by one thread, and its parts run on several.
 */
final class RelayFits {
    private final RelaySpaces spaces;
    private final RelayPlan plan;
    private final FitSettings settings;
    private final @Nullable WarmStart warm;
    private final @Nullable RelayRows[] rows = new RelayRows[2];
    private final @Nullable RelayMixture[] done;

    /**
     * @param warm where fits start from; null to start from scratch
     */
    RelayFits(RelaySpaces spaces, RelayPlan plan, FitSettings settings, @Nullable WarmStart warm) {
        this.spaces = spaces;
        this.plan = plan;
        this.settings = settings;
        this.warm = warm;
        done = new RelayMixture[plan.fits().size()];
    }

    RelaySpaces spaces() {
        return spaces;
    }

    /**
     * What is to be run for some fits; nothing for those that are made.
     *
     * @param numbers of the fits in the plan
     * @param made told of each fit when it is made, by the thread that made it
     */
    List<Callable<RelayMixture>> work(int[] numbers, Consumer<RelayPlan.Fit> made) {
        List<Callable<RelayMixture>> work = new ArrayList<>();
        for (int number : numbers) {
            if (done[number] != null) {
                continue;
            }
            RelayPlan.Fit fit = plan.fits().get(number);
            RelayFit bootstrap = bootstrap(number);
            RelayRows own = rows(fit.space());
            RelayMixture start = warm == null ? null : warm.mixture(number, fit);
            work.add(() -> {
                RelayMixture mixture = bootstrap.run(own, fit, plan.iterations(), start);
                done[number] = mixture;
                made.accept(fit);
                return mixture;
            });
        }
        return work;
    }

    private RelayFit bootstrap(int number) {
        return new RelayFit(spaces.kept().size(), settings.seed(), number);
    }

    private RelayRows rows(int space) {
        RelayRows known = rows[space];
        if (known == null) {
            known = spaces.rows(space);
            rows[space] = known;
        }
        return known;
    }

    /** For each of some fits, how often its bootstrap sample contains each row. */
    int[][] counts(int[] numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> bootstrap(number).counts())
                .toArray(int[][]::new);
    }

    /** The ensemble of some fits that are made, without calibration. */
    RelayEnsemble ensemble(int[] numbers) {
        RelayCalibration none = RelayCalibration.none(
                spaces.kept().features().size(), spaces.marginals().size());
        List<RelayMixture> fits = Arrays.stream(numbers)
                .mapToObj(number -> Objects.requireNonNull(done[number]))
                .toList();
        return new RelayEnsemble(
                spaces.standardizer(),
                spaces.marginals(),
                none,
                fits,
                spaces.atoms(),
                RelayOptions.of(settings).rule());
    }
}
