package io.lacuna.internal.inference.neural.bound;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import java.util.SplittableRandom;

/**
 * Importance weights {@code w(z) = p(x, z) / q(z)} of one record with independent draws from one posterior: an encoder's
 * normal, the last iterate of SVI, or the modes of Gauss-Newton as a mixture. One weight gives the ELBO (buffered-svi,
 * equation 1), the mean of k weights IWAE-k (equation 2). Mutable; one thread owns it.
 */
public final class ImportanceWeights {
    static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final float[] epsilon;
    private final float[] z;
    private final float[] scratch;

    public ImportanceWeights(Decoder decoder) {
        epsilon = new float[decoder.latentSize()];
        z = new float[decoder.latentSize()];
        scratch = new float[decoder.network().out()];
    }

    /**
     * Draws weights.
     *
     * @param q the posterior of the record
     * @param logWeights receives {@code ln w} of {@code count} draws
     */
    public void draw(
            RecordObjective record, PosteriorModes q, SplittableRandom random, double[] logWeights, int count) {
        for (int i = 0; i < count; i++) {
            int mode = 0;
            for (double left = random.nextDouble() - q.weight(0); left >= 0 && mode + 1 < q.count(); ) {
                left -= q.weight(++mode);
            }
            for (int a = 0; a < epsilon.length; a++) {
                epsilon[a] = (float) random.nextGaussian();
            }
            q.draw(mode, epsilon, z);
            logWeights[i] = record.logDensity(record.decode(z), scratch) + logPrior(z) - logDensity(q, z);
        }
    }

    /** Log density of the mixture of all modes. */
    private static double logDensity(PosteriorModes q, float[] z) {
        double highest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int m = 0; m < q.count(); m++) {
            double term = StrictMath.log(q.weight(m)) + q.logDensity(m, z);
            if (term > highest) {
                sum = 1 + sum * StrictMath.exp(highest - term);
                highest = term;
            } else {
                sum += StrictMath.exp(term - highest);
            }
        }
        return highest + StrictMath.log(sum);
    }

    /** {@code ln p(z)} of the prior N(0, I). */
    static double logPrior(float[] z) {
        double square = 0;
        for (float value : z) {
            square += (double) value * value;
        }
        return -0.5 * (square + z.length * LOG_TWO_PI);
    }
}
