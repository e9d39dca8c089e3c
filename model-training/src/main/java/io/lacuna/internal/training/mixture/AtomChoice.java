package io.lacuna.internal.training.mixture;

import io.lacuna.data.Table;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.internal.training.SideBySide;
import io.lacuna.internal.training.mixture.calibration.HiddenGain;
import io.lacuna.training.FitSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Decides whether the atoms that {@link AtomRules} find are used: only if fits with them fill hidden cells better than
 * fits without them, by {@value #NEEDED} standard errors of the difference, on rows that the fits have not seen. First,
 * two fits a space are compared. If the gain is enough, or small, the other fits are made once, for the side that is
 * kept; the two sides share the bootstraps, so the fits of the first look remain in use. Otherwise both sides are
 * completed and compared, if the budget has room for both.
 *
 * <p>The two bounds were set with concrete, boys, gss2010 and selfreport in view.
 */
final class AtomChoice {
    /** A gain that keeps the atoms, in standard errors. */
    private static final double NEEDED = 2;

    /** A gain of the first look up to which the second is not worth its time. */
    private static final double SMALL = 0.5;

    /** Fits of the first look in each space. */
    private static final int FIRST_FITS = 2;

    /** The part of the budget that remains for one side if the first look makes a third of the fits of the other. */
    private static final double SHARE_OF_ONE_SIDE = 0.75;

    private final RelayFits with;
    private final RelayFits without;
    private final RelayPlan plan;
    private final FitSettings settings;

    AtomChoice(RelayFits with, RelayFits without, RelayPlan plan, FitSettings settings) {
        this.with = with;
        this.without = without;
        this.plan = plan;
        this.settings = settings;
    }

    /** The plan of one side. It is smaller than the plan without a choice only if that would use up the budget. */
    static RelayPlan plan(Table table, FitSettings settings) {
        Duration share = Duration.ofMillis(
                Math.max(1, Math.round(SHARE_OF_ONE_SIDE * settings.budget().toMillis())));
        return RelayPlan.of(table, settings.withBudget(share));
    }

    /**
     * The side that is kept, with some or all of its fits made.
     *
     * @param made told of each fit when it is made, by the thread that made it
     */
    RelayFits choose(Consumer<RelayPlan.Fit> made) {
        int[] first = firstLook();
        double gain = gain(first, made);
        boolean open = gain > SMALL && gain < NEEDED;
        if (open && first.length < plan.fits().size() && hasRoomForBoth()) {
            gain = gain(plan.numbers(), made);
        }
        return gain >= NEEDED ? with : without;
    }

    private boolean hasRoomForBoth() {
        return 2 * plan.seconds() <= RelayPlan.seconds(settings);
    }

    /** The fits in the middle of each space's list, which have middle sizes. */
    private int[] firstLook() {
        return IntStream.range(0, 2)
                .flatMap(space -> {
                    int[] own = IntStream.of(plan.numbers())
                            .filter(number -> plan.fits().get(number).space() == space)
                            .toArray();
                    int from = Math.max(0, (own.length - FIRST_FITS) / 2);
                    return IntStream.of(own).skip(from).limit(FIRST_FITS);
                })
                .toArray();
    }

    private double gain(int[] numbers, Consumer<RelayPlan.Fit> made) {
        List<Callable<RelayMixture>> work = new ArrayList<>(with.work(numbers, made));
        work.addAll(without.work(numbers, made));
        SideBySide.run(work, settings.threads());
        return new HiddenGain(with.spaces().kept(), with.counts(numbers), settings.seed())
                .standardErrors(with.ensemble(numbers), without.ensemble(numbers));
    }
}
