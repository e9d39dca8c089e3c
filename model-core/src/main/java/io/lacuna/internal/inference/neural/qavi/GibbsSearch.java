package io.lacuna.internal.inference.neural.qavi;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.Arrays;

/**
 * A chain over the code and the missing cells that needs an encoder of complete records (qavi, section 2.2, 2 and 3):
 *
 * <pre>
 * pseudo-Gibbs (Rezende et al. 2014)    z ~ q(z | x_O, x_M),  x_M ~ p(x_M | z)
 * Metropolis-within-Gibbs               the same z is only proposed, and accepted with probability
 *   (Mattei and Frellsen 2018, eq. 15)  min(1, p(x|z') p(z') q(z|x) / (p(x|z) p(z) q(z'|x)))
 * </pre>
 *
 * <p>Missing cells start at zero. The first {@value #BURN_IN} steps are pseudo-Gibbs in both. Pseudo-Gibbs converges to
 * the posterior only if the encoder is exact; Metropolis always does. The posterior of the record is the normal with mean
 * and sd of the codes that the chain visits after those steps; the supplement takes the encoder's normal at the last step,
 * which is too narrow, because it takes the last x_M as observed. Mutable; one thread owns it.
 */
public final class GibbsSearch implements PosteriorSearch {
    static final int BURN_IN = 20;
    private static final double LEAST_VARIANCE = 1e-6;
    private static final int BISECTIONS = 40;

    /** No number is farther from its column's mean, in standard units. */
    private static final double MOST_STANDARDIZED = 30;

    private final Decoder decoder;
    private final EncoderStart encoder;
    private final SearchSettings settings;
    private final boolean metropolis;
    private final int k;
    private final RecordRandom random = new RecordRandom();
    private final float[] x;
    private final float[] scratch;
    private final float[] z;
    private final float[] proposed;
    private final double[] sum;
    private final double[] squares;
    private final float[] meanAndLogSd;
    private int accepted;

    public GibbsSearch(Decoder decoder, EncoderStart encoder, SearchSettings settings, boolean metropolis) {
        this.decoder = decoder;
        this.encoder = encoder;
        this.settings = settings;
        this.metropolis = metropolis;
        k = decoder.latentSize();
        x = new float[decoder.heads().length];
        scratch = new float[decoder.network().out()];
        z = new float[k];
        proposed = new float[k];
        sum = new double[k];
        squares = new double[k];
        meanAndLogSd = new float[2 * k];
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        System.arraycopy(record.cells(), 0, x, 0, x.length);
        random.begin(x);
        Arrays.fill(sum, 0);
        Arrays.fill(squares, 0);
        accepted = 0;
        int counted = 0;
        int burnIn = Math.min(BURN_IN, settings.steps() / 2);
        for (int t = 0; t < settings.steps(); t++) {
            step(record, metropolis && t >= BURN_IN);
            fill(record);
            if (t >= burnIn) {
                counted++;
                for (int a = 0; a < k; a++) {
                    sum[a] += z[a];
                    squares[a] += (double) z[a] * z[a];
                }
            }
        }
        posterior.clear();
        if (counted == 0) {
            posterior.addDiagonal(encoder.encodeAsComplete(x), settings.point());
            return;
        }
        for (int a = 0; a < k; a++) {
            double mean = sum[a] / counted;
            double variance = Math.max(LEAST_VARIANCE, squares[a] / counted - mean * mean);
            meanAndLogSd[a] = (float) mean;
            meanAndLogSd[k + a] = (float) (0.5 * StrictMath.log(variance));
        }
        posterior.addDiagonal(meanAndLogSd, settings.point());
    }

    /** Moves z, given all cells. */
    private void step(RecordObjective record, boolean propose) {
        float[] q = encoder.encodeAsComplete(x);
        for (int a = 0; a < k; a++) {
            double sd = settings.point() ? 0 : StrictMath.exp(q[k + a]);
            proposed[a] = (float) (q[a] + sd * random.normal());
        }
        if (!propose || StrictMath.log(random.uniform()) < logWeight(record, proposed, q) - logWeight(record, z, q)) {
            System.arraycopy(proposed, 0, z, 0, k);
            accepted++;
        }
    }

    /** {@code log p(x|z) p(z) / q(z|x)} of the record with its missing cells filled, up to a constant. */
    private double logWeight(RecordObjective record, float[] at, float[] q) {
        float[] outputs = record.decode(at);
        double log = 0;
        for (int j = 0; j < x.length; j++) {
            log += decoder.heads()[j].logLikelihood(outputs, x[j], decoder.noiseVariance()[j], scratch);
        }
        for (int a = 0; a < k; a++) {
            double u = (at[a] - q[a]) / StrictMath.exp(q[k + a]);
            log += 0.5 * (u * u - (double) at[a] * at[a]);
        }
        return log;
    }

    /** {@code x_M ~ p(x_M | z)}. */
    private void fill(RecordObjective record) {
        float[] outputs = record.decode(z);
        for (int j = 0; j < x.length; j++) {
            if (Float.isNaN(record.cells()[j])) {
                OutputHead head = decoder.heads()[j];
                x[j] = head instanceof OutputHead.Gaussian
                        ? (float) (outputs[head.offset()] + Math.sqrt(decoder.noiseVariance()[j]) * random.normal())
                        : head instanceof NumberHead number
                                ? number(number, outputs, decoder.noiseVariance()[j])
                                : head.pick(outputs, random.uniform());
            }
        }
    }

    /** A draw of a number of another family, by bisection of its cdf. */
    private float number(NumberHead head, float[] outputs, double variance) {
        double uniform = random.uniform();
        double low = -MOST_STANDARDIZED;
        double high = MOST_STANDARDIZED;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = 0.5 * (low + high);
            if (head.cdf(outputs, middle, variance) < uniform) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (float) (0.5 * (low + high));
    }

    /** The share of the steps of the last search whose proposal was taken. */
    double acceptance() {
        return (double) accepted / Math.max(1, settings.steps());
    }

    @Override
    public int mostModes() {
        return 1;
    }

    @Override
    public int steps() {
        return settings.steps();
    }

    /** A chain has no rule of its own to stop. */
    @Override
    public boolean converged() {
        return true;
    }
}
