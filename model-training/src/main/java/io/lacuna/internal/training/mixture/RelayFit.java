package io.lacuna.internal.training.mixture;

import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One bootstrap sample of the rows and the mixture fitted to it. The fit starts from the corresponding mixture of an
 * earlier model, if there is one. Otherwise a single normal is fitted first; it fills the missing cells, and k-means on
 * the filled rows gives the first centres of the relays.
 */
final class RelayFit {
    private static final int SINGLE_ITERATIONS = 40;
    /** Iterations of a fit that starts from an earlier one, as a share of those of a fit from scratch. */
    private static final double WARM_SHARE = 0.25;

    private final SplittableRandom random;
    private final int[] counts;

    /**
     * @param n number of rows
     * @param seed of the whole fit
     * @param number of the fit in its ensemble
     */
    RelayFit(int n, long seed, int number) {
        this(Seeds.random(seed, "relay-mixture/" + number), new int[n]);
        for (int i = 0; i < n; i++) {
            counts[random.nextInt(n)]++;
        }
    }

    private RelayFit(SplittableRandom random, int[] counts) {
        this.random = random;
        this.counts = counts;
    }

    /** A fit to all rows instead of a bootstrap sample. */
    static RelayFit ofAll(int n, long seed, int number) {
        int[] counts = new int[n];
        Arrays.fill(counts, 1);
        return new RelayFit(Seeds.random(seed, "relay-mixture/all/" + number), counts);
    }

    /** How often the bootstrap sample contains each row; n numbers. */
    int[] counts() {
        return counts;
    }

    /**
     * Fits the mixture. May be called once.
     *
     * @param all the rows to sample from, in the fit's space
     * @param fit number of relays and space
     * @param rounds largest number of EM iterations
     * @param warm parameters to start from, in the fit's space; null to start from scratch
     */
    RelayMixture run(RelayRows all, RelayPlan.Fit fit, int rounds, @Nullable RelayMixture warm) {
        RelayRows rows = bootstrap(all);
        if (warm != null) {
            RelayMixtureEm em = new RelayMixtureEm(
                    rows, fit.relays(), fit.relays() == 1 ? RelayPriors.SINGLE : RelayPriors.DEFAULT);
            em.startFrom(warm);
            em.run((int) Math.ceil(WARM_SHARE * rounds));
            return em.result(fit.space());
        }
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
        mixture.run(rounds);
        return mixture.result(fit.space());
    }

    /** Rows drawn with replacement; each drawn row appears once, with its count as weight. */
    private RelayRows bootstrap(RelayRows all) {
        int[] places =
                IntStream.range(0, counts.length).filter(i -> counts[i] > 0).toArray();
        return all.select(
                places, Arrays.stream(places).mapToDouble(i -> counts[i]).toArray());
    }

    /** The points for clustering: the filled cells, and one coordinate per label. */
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
}
