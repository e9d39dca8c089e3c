package io.lacuna.internal.training.mixture;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.mixture.LowRankKernel;
import io.lacuna.internal.inference.mixture.LowRankTables;
import io.lacuna.internal.model.LowRankMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.relay.LowRankEnsemble;
import io.lacuna.internal.relay.LowRankRelays;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.training.KernelRows;
import io.lacuna.internal.training.MemberTrainer;
import io.lacuna.internal.training.RowPredictor;
import io.lacuna.internal.training.SideBySide;
import io.lacuna.internal.training.mixture.calibration.HiddenCells;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Fits a {@link LowRankEnsemble}: the relay mixture for tables with more than {@value #FROM_FEATURES} continuous
 * features, for which full covariances are too expensive to fit and serve. Bootstraps are as in {@link
 * RelayMixtureTrainer}, but only in standard units. A rule gives sizes by the table and the budget; it reads no clock. The
 * first fit of each size fills hidden cells, and the best size is kept.
 */
public final class LowRankTrainer implements MemberTrainer {
    /** The largest number of continuous features for full covariances. */
    public static final int FROM_FEATURES = 60;

    private static final int MAX_FACTORS = 20;
    private static final int MAX_RELAYS = 8;
    private static final int[] ROUNDS = {25, 15, 8};
    private static final int SINGLE_ROUNDS = 12;

    /** Single analysers have up to this many factors, at least this many rows a factor. */
    private static final int MOST_FACTORS = 160;

    private static final int ROWS_PER_FACTOR = 5;

    /** Shares of the budget: one fit of each plan that is tried, and the fits of the plan that is kept. */
    private static final double SHARE_OF_TRIAL = 0.2;

    private static final double SHARE_OF_FITS = 0.6;

    private static final int COMPARED_ROWS = 200;

    private static final double FAR = 25;

    /** Columns without gaps share about so many systems of equations. */
    private static final int SHARED_REGRESSIONS = 16;

    /** Multiply-adds per second of the EM loops on one core; a low measurement. */
    private static final double RATE = 5e8;

    /**
     * What to fit.
     *
     * @param fits number of fits
     * @param relays relays per fit
     * @param factors factors per relay
     * @param rounds largest number of EM iterations of a mixture, after those of the single analyser that it starts from
     * @param rows largest number of rows of a fit
     */
    record Plan(int fits, int relays, int factors, int rounds, int rows) {}

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        AtomRules.refuseNamed(RelayOptions.of(settings).atoms(), FROM_FEATURES);
        Standardizer standardizer = Standardizer.fit(table);
        RelayRows rows = rows(table, standardizer);
        double[] tails = LowRankEm.tails(rows);
        List<Plan> plans = plans(rows, table, settings);
        int most = plans.size() + plans.stream().mapToInt(Plan::fits).max().orElseThrow() - 1;
        AtomicInteger done = new AtomicInteger();
        List<Callable<LowRankRelays>> first = new ArrayList<>();
        for (Plan plan : plans) {
            first.add(work(rows, tails, plan, 0, settings, done, most, progress));
        }
        List<LowRankRelays> tried = SideBySide.run(first, settings.threads());
        int best = plans.size() == 1 ? 0 : best(table, standardizer, rows, plans, tried, settings);
        List<Callable<LowRankRelays>> others = new ArrayList<>();
        for (int fit = 1; fit < plans.get(best).fits(); fit++) {
            others.add(work(rows, tails, plans.get(best), fit, settings, done, most, progress));
        }
        List<LowRankRelays> all = new ArrayList<>(List.of(tried.get(best)));
        all.addAll(others.isEmpty() ? List.of() : SideBySide.run(others, settings.threads()));
        return new LowRankMember(new LowRankEnsemble(standardizer, all), table.features());
    }

    private static Callable<LowRankRelays> work(
            RelayRows rows,
            double[] tails,
            Plan plan,
            int fit,
            FitSettings settings,
            AtomicInteger done,
            int most,
            Progress progress) {
        return () -> {
            LowRankRelays relays = fitOne(rows, tails, plan, random(settings, fit));
            progress.report(
                    (double) done.incrementAndGet() / most,
                    plan.relays() + " relays of " + plan.factors() + " factors");
            return relays;
        };
    }

    /** The plan whose first fit fills hidden cells best, in rows that no first fit has seen. */
    private static int best(
            Table table,
            Standardizer standardizer,
            RelayRows rows,
            List<Plan> plans,
            List<LowRankRelays> tried,
            FitSettings settings) {
        int[] kept = RelaySpaces.keptPlaces(table);
        List<int[]> counts = plans.stream()
                .map(plan -> counts(rows.size(), plan.rows(), random(settings, 0)))
                .toList();
        List<LowRankKernel> kernels = tried.stream()
                .map(fit -> new LowRankKernel(
                        new LowRankTables(new LowRankEnsemble(standardizer, List.of(fit)), table.features())))
                .toList();
        double[] errors = new double[plans.size()];
        HiddenCells hidden =
                new HiddenCells(table, standardizer, Seeds.random(settings.seed(), "low-rank-relays/hidden"));
        int compared = 0;
        for (int number = 0; compared < COMPARED_ROWS && number < 10 * COMPARED_ROWS; number++) {
            int i = hidden.next(number);
            if (kept[i] >= 0 && counts.stream().allMatch(sample -> sample[kept[i]] == 0)) {
                for (int p = 0; p < errors.length; p++) {
                    errors[p] += error(table, standardizer, i, hidden.holed(), kernels.get(p));
                }
                compared++;
            }
        }
        int best = 0;
        for (int p = 1; p < errors.length; p++) {
            best = errors[p] < errors[best] ? p : best;
        }
        return best;
    }

    /** The squared error of the hidden numbers of a row, each at most {@value #FAR}, in standard units. */
    private static double error(Table table, Standardizer standardizer, int row, double[] holed, LowRankKernel kernel) {
        kernel.infer(holed);
        double sum = 0;
        for (int j = 0; j < holed.length; j++) {
            if (table.features().get(j).isContinuous() && Masks.isHidden(table.row(row), holed, j)) {
                double error =
                        standardizer.standardize(j, kernel.mean(j)) - standardizer.standardize(j, table.row(row)[j]);
                sum += Math.min(FAR, error * error);
            }
        }
        return sum;
    }

    private static SplittableRandom random(FitSettings settings, int fit) {
        return Seeds.random(settings.seed(), "low-rank-relays/" + fit);
    }

    /** A row is predicted by the fits whose bootstrap sample does not contain it. */
    @Override
    public Supplier<RowPredictor> rowPredictors(Member member, Table table, FitSettings settings) {
        LowRankEnsemble ensemble = ((LowRankMember) member).ensemble();
        RelayRows rows = rows(table, ensemble.standardizer());
        LowRankRelays any = ensemble.fits().get(0);
        Plan plan = plans(rows, table, settings).stream()
                .filter(each -> each.relays() == any.relays() && each.factors() == any.factors())
                .findFirst()
                .orElseThrow();
        int[] kept = RelaySpaces.keptPlaces(table);
        List<LowRankTables> tables = new ArrayList<>();
        List<IntPredicate> fair = new ArrayList<>();
        for (int fit = 0; fit < ensemble.fits().size(); fit++) {
            LowRankRelays own = ensemble.fits().get(fit);
            tables.add(new LowRankTables(new LowRankEnsemble(ensemble.standardizer(), List.of(own)), table.features()));
            int[] counts = counts(rows.size(), plan.rows(), random(settings, fit));
            fair.add(row -> kept[row] < 0 || counts[kept[row]] == 0);
        }
        return () -> new KernelRows(
                tables.stream().<MemberKernel>map(LowRankKernel::new).toList(),
                fair,
                table.features().size());
    }

    private static List<Plan> plans(RelayRows rows, Table table, FitSettings settings) {
        boolean fast = RelayOptions.of(settings).preset() != RelayOptions.Preset.DEFAULT;
        double different = (double) rows.patterns().length / Math.max(1, rows.size());
        return plans(rows.size(), rows.continuous(), table.observedCells(), different, settings, fast);
    }

    /**
     * What is tried: the mixture that is usual for the size, and single analysers of more factors, as far as rows, columns
     * and budget allow. Neighbouring pixels, or sensors along a line, need more factors than groups of alike records do.
     *
     * @param different as for {@link #plan}
     */
    static List<Plan> plans(int n, int d, double cells, double different, FitSettings settings, boolean fast) {
        double budget = settings.budget().toMillis() / 1e3 * settings.threads();
        List<Plan> single = new ArrayList<>();
        int most = Math.min(MOST_FACTORS, Math.min(n / ROWS_PER_FACTOR, d / 2));
        for (int q = 2 * MAX_FACTORS; q <= most && !fast; q *= 2) {
            Plan one = new Plan(1, 1, q, 0, n);
            double seconds = seconds(one, d, cells / Math.max(1, n), different);
            if (seconds > SHARE_OF_TRIAL * budget) {
                break;
            }
            int fits = (int) Math.max(2, Math.min(4, SHARE_OF_FITS * budget / seconds));
            single.add(new Plan(fits, 1, q, 0, n));
        }
        double share = single.isEmpty() ? 1 : SHARE_OF_FITS;
        FitSettings rest = settings.withBudget(Duration.ofMillis(
                Math.max(1, Math.round(share * settings.budget().toMillis()))));
        List<Plan> plans = new ArrayList<>(List.of(plan(n, d, cells, different, rest, fast)));
        plans.addAll(single);
        return plans;
    }

    /** @param different number of different patterns of gaps, over the number of rows */
    static Plan plan(int n, int d, double cells, double different, FitSettings settings, boolean fast) {
        double budget = settings.budget().toMillis() / 1e3 * settings.threads();
        int q = Math.max(1, Math.min(Math.min(fast ? 10 : MAX_FACTORS, n / 25), d / 3));
        for (int rows = n; ; rows = Math.max(1, rows / 2)) {
            for (int factors = q; factors >= Math.min(q, 4); factors /= 2) {
                int most = (int) Math.max(1, Math.min(fast ? 4 : MAX_RELAYS, cells / (8.0 * d * (factors + 2))));
                for (int relays = most; relays >= Math.min(most, 2); relays /= 2) {
                    for (int fits = fast ? 2 : 4; fits >= 2; fits--) {
                        for (int rounds : ROUNDS) {
                            Plan plan = new Plan(fits, relays, factors, rounds, rows);
                            if (seconds(plan, d, cells / Math.max(1, n), different) <= budget) {
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

    private static double seconds(Plan plan, int d, double observed, double different) {
        double q = plan.factors();
        double posterior = observed * (different * (q * q / 2 + 2 * q) + q + 10);
        double sums = observed * (different * (q * q / 2 + q) + q + 5);
        double rows = 0.63 * plan.rows();
        double regressions = (observed < d ? d : Math.min(d, SHARED_REGRESSIONS)) * q * q * q / 6;
        double round =
                rows * (plan.relays() * posterior + Math.min(plan.relays(), 1.5) * sums) + plan.relays() * regressions;
        double single = rows * (posterior + sums) + regressions;
        return plan.fits() * (plan.rounds() * round + SINGLE_ROUNDS * single) / RATE;
    }

    static LowRankRelays fitOne(RelayRows all, double[] tails, Plan plan, SplittableRandom random) {
        RelayRows rows = bootstrap(all, plan.rows(), random);
        LowRankEm single = new LowRankEm(rows, 1, plan.factors(), tails);
        single.startSingle(random);
        single.run(SINGLE_ROUNDS);
        if (plan.relays() == 1) {
            return single.result();
        }
        double[][] factors = single.factors();
        int[] cluster = Clusters.assign(factors, rows.weights(), plan.relays(), random);
        LowRankEm mixture = new LowRankEm(rows, plan.relays(), plan.factors(), tails);
        mixture.startAt(cluster, factors, single);
        mixture.run(plan.rounds());
        return mixture.result();
    }

    /** How often a bootstrap sample contains each of n rows. */
    private static int[] counts(int n, int draws, SplittableRandom random) {
        int[] counts = new int[n];
        for (int i = 0; i < draws; i++) {
            counts[random.nextInt(n)]++;
        }
        return counts;
    }

    private static RelayRows bootstrap(RelayRows all, int draws, SplittableRandom random) {
        int[] count = counts(all.size(), draws, random);
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
