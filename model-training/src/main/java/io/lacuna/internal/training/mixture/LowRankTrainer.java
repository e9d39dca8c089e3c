package io.lacuna.internal.training.mixture;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.model.LowRankMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.relay.LowRankEnsemble;
import io.lacuna.internal.relay.LowRankRelays;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.training.MemberTrainer;
import io.lacuna.internal.training.SideBySide;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Fits a {@link LowRankEnsemble}: the relay mixture for tables with more than {@value #FROM_FEATURES} continuous
 * features, for which full covariances are too expensive to fit and serve. Bootstraps are as in {@link
 * RelayMixtureTrainer}, but only in standard units. A rule chooses the sizes from the table and the budget; it reads no
 * clock.
 */
public final class LowRankTrainer implements MemberTrainer {
    /** The largest number of continuous features for full covariances. */
    public static final int FROM_FEATURES = 60;

    private static final int MAX_FACTORS = 20;
    private static final int MAX_RELAYS = 8;
    private static final int[] ROUNDS = {25, 15, 8};
    private static final int SINGLE_ROUNDS = 12;
    /** Multiply-adds per second of the EM loops on one core; a low measurement. */
    private static final double RATE = 5e8;

    /**
     * What to fit.
     *
     * @param fits number of fits
     * @param relays relays per fit
     * @param factors factors per relay
     * @param rounds largest number of EM iterations
     * @param rows largest number of rows of a fit
     */
    record Plan(int fits, int relays, int factors, int rounds, int rows) {}

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        AtomRules.refuseNamed(RelayOptions.of(settings).atoms(), FROM_FEATURES);
        boolean fast = RelayOptions.of(settings).preset() != RelayOptions.Preset.DEFAULT;
        Standardizer standardizer = Standardizer.fit(table);
        RelayRows rows = rows(table, standardizer);
        Plan plan = plan(rows.size(), rows.continuous(), table.observedCells(), settings, fast);
        AtomicInteger done = new AtomicInteger();
        List<Callable<LowRankRelays>> work = new ArrayList<>();
        for (int fit = 0; fit < plan.fits(); fit++) {
            SplittableRandom random = Seeds.random(settings.seed(), "low-rank-relays/" + fit);
            work.add(() -> {
                LowRankRelays relays = fitOne(rows, plan, random);
                progress.report(
                        (double) done.incrementAndGet() / plan.fits(),
                        plan.relays() + " relays of " + plan.factors() + " factors");
                return relays;
            });
        }
        return new LowRankMember(
                new LowRankEnsemble(standardizer, SideBySide.run(work, settings.threads())), table.features());
    }

    static Plan plan(int n, int d, double cells, FitSettings settings, boolean fast) {
        double budget = settings.budget().toMillis() / 1e3 * settings.threads();
        int q = Math.max(1, Math.min(Math.min(fast ? 10 : MAX_FACTORS, n / 25), d / 3));
        for (int rows = n; ; rows = Math.max(1, rows / 2)) {
            for (int factors = q; factors >= Math.min(q, 4); factors /= 2) {
                int most = (int) Math.max(1, Math.min(fast ? 4 : MAX_RELAYS, cells / (8.0 * d * (factors + 2))));
                for (int relays = most; relays >= Math.min(most, 2); relays /= 2) {
                    for (int fits = fast ? 2 : 4; fits >= 2; fits--) {
                        for (int rounds : ROUNDS) {
                            Plan plan = new Plan(fits, relays, factors, rounds, rows);
                            if (seconds(plan, cells / Math.max(1, n)) <= budget) {
                                return plan;
                            }
                        }
                    }
                }
            }
            if (rows <= 200) {
                return new Plan(1, 1, Math.min(q, 4), ROUNDS[2], rows);
            }
        }
    }

    private static double seconds(Plan plan, double observed) {
        double q = plan.factors();
        double posterior = observed * (q * q / 2 + 3 * q + 10);
        double sums = observed * (q * q / 2 + 2 * q + 5);
        double round = plan.relays() * posterior + Math.min(plan.relays(), 1.5) * sums;
        double single = SINGLE_ROUNDS * (posterior + sums);
        return 0.63 * plan.rows() * plan.fits() * (plan.rounds() * round + single) / RATE;
    }

    static LowRankRelays fitOne(RelayRows all, Plan plan, SplittableRandom random) {
        RelayRows rows = bootstrap(all, plan.rows(), random);
        LowRankEm single = new LowRankEm(rows, 1, plan.factors());
        single.startSingle(random);
        single.run(SINGLE_ROUNDS);
        if (plan.relays() == 1) {
            return single.result();
        }
        double[][] factors = single.factors();
        int[] cluster = Clusters.assign(factors, rows.weights(), plan.relays(), random);
        LowRankEm mixture = new LowRankEm(rows, plan.relays(), plan.factors());
        mixture.startAt(cluster, factors, single);
        mixture.run(plan.rounds());
        return mixture.result();
    }

    private static RelayRows bootstrap(RelayRows all, int draws, SplittableRandom random) {
        int[] count = new int[all.size()];
        for (int i = 0; i < draws; i++) {
            count[random.nextInt(all.size())]++;
        }
        int[] places =
                IntStream.range(0, count.length).filter(i -> count[i] > 0).toArray();
        return all.select(
                places, Arrays.stream(places).mapToDouble(i -> count[i]).toArray());
    }

    /** The rows with at least one value, in standard units. */
    private static RelayRows rows(Table table, Standardizer standardizer) {
        int[] continuous = RelayEnsemble.continuous(table.features());
        int[] categorical = RelayEnsemble.categorical(table.features());
        List<double[]> kept = table.rows().stream()
                .filter(row -> Arrays.stream(row).anyMatch(cell -> !Double.isNaN(cell)))
                .toList();
        double[][] y = new double[kept.size()][continuous.length];
        int[][] categories = new int[kept.size()][categorical.length];
        double[] weights = new double[kept.size()];
        Arrays.fill(weights, 1);
        for (int i = 0; i < kept.size(); i++) {
            for (int c = 0; c < continuous.length; c++) {
                y[i][c] = standardizer.standardize(continuous[c], kept.get(i)[continuous[c]]);
            }
            for (int f = 0; f < categorical.length; f++) {
                double label = kept.get(i)[categorical[f]];
                categories[i][f] = Double.isNaN(label) ? -1 : (int) label;
            }
        }
        return new RelayRows(y, categories, RelayEnsemble.labels(table.features()), weights);
    }
}
