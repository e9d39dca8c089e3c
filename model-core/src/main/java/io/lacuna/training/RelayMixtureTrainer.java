package io.lacuna.training;

import io.lacuna.data.Seeds;
import io.lacuna.data.Standardizer;
import io.lacuna.data.Table;
import io.lacuna.model.Member;
import io.lacuna.model.RelayMixtureMember;
import io.lacuna.relay.RankNormal;
import io.lacuna.relay.RelayCalibration;
import io.lacuna.relay.RelayEnsemble;
import io.lacuna.relay.RelayMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fits a {@link RelayEnsemble}: bootstraps of the rows, each in the standardized and in the rank-normal space, with numbers
 * of relays that cycle through the sizes of {@link RelayPlan}. Averaging bootstraps earns most of the accuracy; choosing
 * one size by validation loses to averaging several.
 *
 * <p>The fits run side by side on the settings' threads, each from its own seed, so that the result does not depend on
 * their timing.
 */
final class RelayMixtureTrainer implements MemberTrainer {
    private static final int SINGLE_ITERATIONS = 40;

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        RelayPlan plan = RelayPlan.of(table, settings);
        Standardizer standardizer = Standardizer.fit(table);
        Space space = new Space(table, standardizer);
        List<Callable<RelayMixture>> work = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        RelayRows[] rows = {space.standardized(), space.rankNormal()};
        for (int index = 0; index < plan.fits().size(); index++) {
            RelayPlan.Fit fit = plan.fits().get(index);
            int number = index;
            work.add(() -> {
                RelayMixture mixture = fitOne(rows[fit.space()], fit, plan.iterations(), settings.seed(), number);
                progress.report(
                        (double) done.incrementAndGet() / plan.fits().size(),
                        fit.relays() + " relays, " + (fit.space() == 0 ? "standardized" : "rank-normal"));
                return mixture;
            });
        }
        RelayCalibration none =
                RelayCalibration.none(table.features().size(), space.marginals().size());
        RelayEnsemble ensemble =
                new RelayEnsemble(standardizer, space.marginals(), none, runAll(work, settings.threads()));
        int[][] counts = new int[plan.fits().size()][];
        for (int number = 0; number < counts.length; number++) {
            counts[number] = bootstrapCounts(space.kept.size(), bootstrapRandom(settings.seed(), number));
        }
        RelayCalibration calibration =
                new OutOfBag(new Table(table.features(), space.kept), ensemble, counts, settings.seed()).calibrate();
        return new RelayMixtureMember(ensemble.with(ensemble.fits(), calibration), table.features());
    }

    /** One bootstrap: a single normal for the start, clusters for the centres, then EM. */
    static RelayMixture fitOne(RelayRows all, RelayPlan.Fit fit, int iterations, long seed, int number) {
        SplittableRandom random = bootstrapRandom(seed, number);
        RelayRows rows = bootstrap(all, random);
        RelayMixtureEm single = new RelayMixtureEm(rows, 1, RelayPriors.SINGLE);
        single.startSingle();
        single.run(SINGLE_ITERATIONS);
        if (fit.relays() == 1) {
            return single.result(fit.space());
        }
        double[][] filled = single.fill();
        int[] cluster = Clusters.assign(withLabels(filled, rows), rows.weights(), fit.relays(), random);
        RelayMixtureEm mixture = new RelayMixtureEm(rows, fit.relays(), RelayPriors.DEFAULT);
        mixture.startAt(cluster, filled, single);
        mixture.run(iterations);
        return mixture.result(fit.space());
    }

    /** Rows drawn with replacement, each once with its count as weight; rows without a value are left out. */
    private static RelayRows bootstrap(RelayRows all, SplittableRandom random) {
        int[] count = bootstrapCounts(all.size(), random);
        int[] places = java.util.stream.IntStream.range(0, all.size())
                .filter(i -> count[i] > 0)
                .toArray();
        return all.select(
                places, Arrays.stream(places).mapToDouble(i -> count[i]).toArray());
    }

    /** The random numbers of a fit; its bootstrap is the first thing drawn from them. */
    private static SplittableRandom bootstrapRandom(long seed, int number) {
        return Seeds.random(seed, "relay-mixture/" + number);
    }

    /** How often each of n rows is drawn in n draws with replacement. */
    private static int[] bootstrapCounts(int n, SplittableRandom random) {
        int[] count = new int[n];
        for (int i = 0; i < n; i++) {
            count[random.nextInt(n)]++;
        }
        return count;
    }

    /** The points clusters are sought in: the filled cells, and one coordinate for each label. */
    private static double[][] withLabels(double[][] filled, RelayRows rows) {
        int labels = Arrays.stream(rows.labels()).sum();
        if (labels == 0) {
            return filled;
        }
        double[][] points = new double[filled.length][];
        for (int i = 0; i < filled.length; i++) {
            points[i] = Arrays.copyOf(filled[i], filled[i].length + labels);
            int at = filled[i].length;
            for (int f = 0; f < rows.labels().length; f++) {
                int c = rows.categories()[i][f];
                for (int label = 0; label < rows.labels()[f]; label++) {
                    points[i][at++] = c < 0 ? 1.0 / rows.labels()[f] : c == label ? 1 : 0;
                }
            }
        }
        return points;
    }

    private static List<RelayMixture> runAll(List<Callable<RelayMixture>> work, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, work.size()), task -> {
            Thread thread = new Thread(task, "relay-fit");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<RelayMixture> fits = new ArrayList<>();
            for (Future<RelayMixture> future : pool.invokeAll(work)) {
                fits.add(future.get());
            }
            return fits;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the fit was interrupted", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** The table in both spaces; rows without any value are left out. */
    private static final class Space {
        private final List<double[]> kept;
        private final Standardizer standardizer;
        private final int[] continuous;
        private final int[] categorical;
        private final int[] labels;
        private final List<RankNormal> marginals = new ArrayList<>();

        Space(Table table, Standardizer standardizer) {
            this.standardizer = standardizer;
            kept = table.rows().stream()
                    .filter(row -> Arrays.stream(row).anyMatch(cell -> !Double.isNaN(cell)))
                    .toList();
            continuous = RelayEnsemble.continuous(table.features());
            categorical = RelayEnsemble.categorical(table.features());
            labels = RelayEnsemble.labels(table.features());
            for (int j : continuous) {
                double[] sorted = kept.stream()
                        .mapToDouble(row -> row[j])
                        .filter(cell -> !Double.isNaN(cell))
                        .map(cell -> standardizer.standardize(j, cell))
                        .sorted()
                        .toArray();
                marginals.add(RankNormal.fit(sorted.length == 0 ? new double[] {0} : sorted));
            }
        }

        List<RankNormal> marginals() {
            return marginals;
        }

        RelayRows standardized() {
            return rows(false);
        }

        RelayRows rankNormal() {
            return rows(true);
        }

        private RelayRows rows(boolean ranks) {
            double[][] y = new double[kept.size()][continuous.length];
            int[][] categories = new int[kept.size()][categorical.length];
            double[] weights = new double[kept.size()];
            for (int i = 0; i < kept.size(); i++) {
                double[] row = kept.get(i);
                weights[i] = 1;
                for (int c = 0; c < continuous.length; c++) {
                    double z = standardizer.standardize(continuous[c], row[continuous[c]]);
                    y[i][c] = ranks && !Double.isNaN(z) ? marginals.get(c).forward(z) : z;
                }
                for (int f = 0; f < categorical.length; f++) {
                    double label = row[categorical[f]];
                    categories[i][f] = Double.isNaN(label) ? -1 : (int) label;
                }
            }
            return new RelayRows(y, categories, labels, weights);
        }
    }

    /** The settings this method knows. */
    static final Map<String, String> OPTIONS = Map.of("preset", "default or fast: a quarter of the serving cost");
}
