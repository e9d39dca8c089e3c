package io.lacuna.internal.training.mixture;

import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import org.jspecify.annotations.Nullable;

/**
 * The mixtures of an earlier ensemble in the units of a new table. A refit starts from them and needs a quarter of the
 * iterations. Each mixture gets a new bootstrap sample, so the average remains an average over bootstraps.
 */
final class WarmStart {
    private final RelayEnsemble earlier;
    private final int[] continuous;
    private final Standardizer standardizer;
    private final RelaySpaces spaces;

    /**
     * @param earlier fitted to other records with the same features
     * @param spaces of the new table
     */
    WarmStart(RelayEnsemble earlier, RelaySpaces spaces) {
        this.earlier = earlier;
        this.spaces = spaces;
        continuous = RelayEnsemble.continuous(spaces.kept().features());
        standardizer = spaces.standardizer();
    }

    /** The earlier mixture with this number, or null if it had another size or space. */
    @Nullable
    RelayMixture mixture(int number, RelayPlan.Fit fit) {
        if (number >= earlier.fits().size()) {
            return null;
        }
        RelayMixture mixture = earlier.fits().get(number);
        if (mixture.space() != fit.space() || mixture.relays() != fit.relays()) {
            return null;
        }
        float[][] centres = new float[mixture.relays()][continuous.length];
        float[][] covariances = new float[mixture.relays()][];
        for (int k = 0; k < mixture.relays(); k++) {
            covariances[k] = mixture.covariances()[k].clone();
            for (int i = 0; i < continuous.length; i++) {
                centres[k][i] = centre(fit.space(), i, mixture.centres()[k][i]);
                for (int j = 0; j <= i && fit.space() == 0; j++) {
                    covariances[k][RelayMixture.packed(i, j)] *= (float) (ratio(i) * ratio(j));
                }
            }
        }
        return new RelayMixture(fit.space(), mixture.logWeights(), centres, covariances, mixture.logProbabilities());
    }

    private double ratio(int c) {
        return earlier.standardizer().sd()[continuous[c]] / standardizer.sd()[continuous[c]];
    }

    /**
     * A centre in the new units: it stands for the same value in the feature's own unit. Rank-normal scores are
     * converted through that value.
     */
    private float centre(int space, int c, double centre) {
        RankNormal before = earlier.marginals().get(c);
        double raw = earlier.standardizer().restore(continuous[c], space == 0 ? centre : before.back(centre));
        double z = standardizer.standardize(continuous[c], raw);
        return (float) (space == 0 ? z : spaces.marginals().get(c).forward(z));
    }
}
