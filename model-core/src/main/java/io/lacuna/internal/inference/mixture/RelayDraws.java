package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.inference.Categories;
import io.lacuna.internal.numerics.LowerTriangular;
import java.util.SplittableRandom;

/**
 * Draws the missing cells of a record jointly from a relay mixture. Allocates: draws are for multiple imputation, not
 * for every record. One kernel owns it.
 */
final class RelayDraws {
    private final RelayTables tables;
    private final KeptRelays kept;
    private final RelayPredictive predictive;

    RelayDraws(RelayTables tables, KeptRelays kept, RelayPredictive predictive) {
        this.tables = tables;
        this.kept = kept;
        this.predictive = predictive;
    }

    /**
     * Draws a kept relay according to its share, then its missing cells jointly from the conditional normal, then
     * labels.
     *
     * @param factors of the record's pattern
     * @param category the record's labels; negative where missing
     * @param into d cells; missing cells are written
     */
    void draw(SplittableRandom random, RelayFactors factors, int[] category, double[] into) {
        double uniform = random.nextDouble();
        int i = 0;
        for (double sum = kept.share[0]; i < kept.count - 1 && uniform >= sum; sum += kept.share[i]) {
            i++;
        }
        numbers(i, random, factors, into);
        labels(kept.relay[i], random, category, into);
    }

    private void numbers(int i, SplittableRandom random, RelayFactors factors, double[] into) {
        int m = factors.m;
        double[][] covariance = LowerTriangular.triangle(m);
        int[] all = new int[m];
        for (int b = 0; b < m; b++) {
            all[b] = b;
            for (int e = 0; e <= b; e++) {
                covariance[b][e] = kept.covariance(i, b, e);
            }
        }
        double[][] l = LowerTriangular.triangle(m);
        LowerTriangular.cholesky(covariance, all, m, l);
        double[] noise = new double[m];
        for (int b = 0; b < m; b++) {
            noise[b] = random.nextGaussian();
            double y = kept.means(b)[i];
            for (int e = 0; e <= b; e++) {
                y += l[b][e] * noise[e];
            }
            int c = factors.missing[b];
            double z = tables.isRankNormal(kept.relay[i]) ? tables.marginals[c].back(y) : y;
            if (distrusts(tables.continuous[c], random)) {
                z = tables.marginals[c].back(random.nextGaussian());
            }
            double stretched = predictive.stretched(b, z);
            into[tables.continuous[c]] = stretched * tables.sd[c] + tables.mean[c];
        }
    }

    private void labels(int relay, SplittableRandom random, int[] category, double[] into) {
        for (int f = 0; f < tables.categorical.length; f++) {
            if (category[f] < 0) {
                double[] probabilities = new double[tables.labels[f]];
                for (int label = 0; label < probabilities.length; label++) {
                    probabilities[label] = Math.exp(tables.logProbabilities[f][label][relay]);
                }
                if (distrusts(tables.categorical[f], random)) {
                    probabilities = tables.shares[f];
                }
                into[tables.categorical[f]] = Categories.draw(probabilities, random.nextDouble());
            }
        }
    }

    /** Whether to draw a cell from the feature's own distribution. Takes no random number if trust is 1. */
    private boolean distrusts(int feature, SplittableRandom random) {
        return tables.trust[feature] < 1 && random.nextDouble() >= tables.trust[feature];
    }
}
