package io.lacuna.internal.training.neural;

import io.lacuna.internal.inference.neural.search.Adam;
import io.lacuna.internal.relay.RelayGroups;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Relay VI (Zadeh et al., sections 3.1 and 4): a record's posterior mean is a combination of relays that all records
 * share.
 *
 * <pre>
 *     mean_i = sum over groups, sum over kept b: a_ib r_b   (equation 4)
 *            + residual_i                                   (equation 3)
 *     q(z|x_i) = N(mean_i, diag(sd_i^2))                    (equation 5)
 * </pre>
 *
 * Relays r_b (K of k numbers), coefficients a_i (K), residual_i (k) and log sd_i (k) are all learned by gradient. In
 * each group the |B| coefficients with the largest absolute value are kept; they are selected again at every step.
 *
 * <p>The paper leaves some points open. Here, relays start as standard normal vectors. Coefficients start so small that
 * the sum over the kept ones is as small as the first means of SVI. Residuals start like the means of SVI. The sds
 * belong to the record. By default the gradient also reaches the coefficients that were not kept ({@link
 * RelayGroups#gradientToAll}). Mutable; one fit owns it.
 */
final class RelayPosteriors implements RecordPosteriors {
    private static final double START_MEAN_SD = 0.1;

    private final int k;
    private final int count;
    private final int[] sizes;
    private final int[] keep;
    private final boolean gradientToAll;
    private final float[][] relays;
    private final float[] relayGradient;
    private final float[] flatRelays;
    private final Adam relayAdam;
    private final float[] coefficients;
    private final float[][] moments;
    private final int[] steps;
    private final FreePosteriors residuals;
    private final boolean[] kept;
    private final float[] scratch;
    private final float[] coefficientGradient;

    RelayPosteriors(
            int records,
            int latentSize,
            boolean point,
            int[] sizes,
            int[] keep,
            boolean gradientToAll,
            SplittableRandom random) {
        k = latentSize;
        this.sizes = sizes;
        this.keep = keep;
        this.gradientToAll = gradientToAll;
        int total = 0;
        int totalKept = 0;
        for (int g = 0; g < sizes.length; g++) {
            total += sizes[g];
            totalKept += keep[g];
        }
        count = total;
        // First, so that without relays the residuals get the same random numbers as the means of SVI.
        residuals = new FreePosteriors(records, k, point, random);
        relays = new float[count][k];
        for (float[] relay : relays) {
            for (int a = 0; a < k; a++) {
                relay[a] = (float) random.nextGaussian();
            }
        }
        coefficients = new float[records * count];
        double sd = START_MEAN_SD / Math.sqrt(Math.max(1, totalKept));
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[i] = (float) (sd * random.nextGaussian());
        }
        flatRelays = new float[count * k];
        relayGradient = new float[count * k];
        relayAdam = new Adam(count * k);
        moments = new float[2][records * count];
        steps = new int[records];
        kept = new boolean[count];
        scratch = new float[count];
        coefficientGradient = new float[count];
    }

    @Override
    public void read(int record, float[] mean, float[] logSd) {
        residuals.read(record, mean, logSd);
        RelayGroups.select(sizes, keep, coefficients, record * count, kept, scratch);
        for (int b = 0; b < count; b++) {
            if (kept[b]) {
                float coefficient = coefficients[record * count + b];
                float[] relay = relays[b];
                for (int a = 0; a < k; a++) {
                    mean[a] += coefficient * relay[a];
                }
            }
        }
    }

    @Override
    public void step(int record, float[] meanGradient, float[] logSdGradient, double rate) {
        int at = record * count;
        RelayGroups.select(sizes, keep, coefficients, at, kept, scratch);
        for (int b = 0; b < count; b++) {
            float[] relay = relays[b];
            float sum = 0;
            for (int a = 0; a < k && (kept[b] || gradientToAll); a++) {
                sum += relay[a] * meanGradient[a];
            }
            coefficientGradient[b] = sum;
            if (kept[b]) {
                float coefficient = coefficients[at + b];
                for (int a = 0; a < k; a++) {
                    relayGradient[b * k + a] += coefficient * meanGradient[a];
                }
            }
        }
        int time = ++steps[record];
        Adam.update(coefficients, at, coefficientGradient, 0, moments[0], moments[1], at, count, time, rate);
        residuals.step(record, meanGradient, logSdGradient, rate);
    }

    @Override
    public void stepShared(double rate, int records) {
        if (count == 0) {
            return;
        }
        for (int b = 0; b < count; b++) {
            System.arraycopy(relays[b], 0, flatRelays, b * k, k);
        }
        for (int i = 0; i < relayGradient.length; i++) {
            relayGradient[i] /= records;
        }
        relayAdam.step(flatRelays, relayGradient, rate);
        Arrays.fill(relayGradient, 0);
        for (int b = 0; b < count; b++) {
            System.arraycopy(flatRelays, b * k, relays[b], 0, k);
        }
    }

    /** Loads these relays, if they form the same groups and have the same length. */
    void load(RelayGroups groups) {
        if (Arrays.equals(groups.sizes(), sizes) && (count == 0 || groups.relays()[0].length == k)) {
            for (int b = 0; b < count; b++) {
                System.arraycopy(groups.relays()[b], 0, relays[b], 0, k);
            }
        }
    }

    /** A copy of the current relays. */
    RelayGroups freeze() {
        float[][] copy = new float[count][];
        for (int b = 0; b < count; b++) {
            copy[b] = relays[b].clone();
        }
        return new RelayGroups(copy, sizes.clone(), keep.clone(), gradientToAll);
    }
}
