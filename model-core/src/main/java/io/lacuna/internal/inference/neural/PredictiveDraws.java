package io.lacuna.internal.inference.neural;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.numerics.ApproximateNormal;

/**
 * The predictive distribution of the missing cells as a weighted set of latent points; each point is decoded, and the
 * heads add noise.
 *
 * <p>The points are fixed quasi-random draws from the posterior that the search found, and the table of prior draws.
 * Each point has an importance weight for sampling from both together, {@code p(x|z) p(z) / (share_q q(z) + share_p
 * p(z))} (balance heuristic). So the prediction also covers modes that a single normal misses. With half of the cells
 * missing, this improves results more than a better optimum does. If the effective number of points is below {@link
 * #ENOUGH}, as with a long latent code, the search's posterior is mixed in to make up for the rest. Mutable; one thread
 * owns it.
 */
final class PredictiveDraws implements Predictive {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    private static final int DRAWS = 64;
    private static final double ENOUGH = 8;
    private static final double NEGLIGIBLE = 1e-3;

    /** A number this many nats below another does not change their sum in double precision. */
    private static final double NEGLIGIBLE_NATS = 40;

    private final Decoder decoder;
    private final PriorTable anchors;
    private final float[][] noise;
    private final float[] z;
    private final float[] scratch;
    private final float[][] drawn;
    private final double[] logWeight;
    private final float[][] outputs;
    private final double[] weight;

    /** The share of points that come from the prior. */
    private final double leastRatio;

    private final double logLeastRatio;
    private int kept;
    private double logEvidence;

    PredictiveDraws(Decoder decoder, PriorTable anchors) {
        this.decoder = decoder;
        this.anchors = anchors;
        int width = decoder.network().out();
        noise = FixedNoise.rows("predictive", DRAWS, decoder.latentSize());
        z = new float[decoder.latentSize()];
        scratch = new float[width];
        drawn = new float[DRAWS][width];
        logWeight = new double[DRAWS + anchors.size()];
        outputs = new float[DRAWS + anchors.size()][];
        weight = new double[DRAWS + anchors.size()];
        leastRatio = 1 - (double) DRAWS / logWeight.length;
        logLeastRatio = StrictMath.log(leastRatio);
    }

    /** Computes points and weights for a record. {@link PriorTable#observe} must have been called for it. */
    void take(RecordObjective record, PosteriorModes posterior) {
        int total = logWeight.length;
        for (int s = 0; s < DRAWS; s++) {
            posterior.draw(s % posterior.count(), noise[s], z);
            float[] out = record.decode(z);
            System.arraycopy(out, 0, drawn[s], 0, out.length);
            outputs[s] = drawn[s];
            logWeight[s] = record.logDensity(out, scratch) - logRatio(posterior, z);
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < DRAWS; s++) {
            highest = Math.max(highest, logWeight[s]);
        }
        for (int t = 0; t < anchors.size(); t++) {
            outputs[DRAWS + t] = anchors.outputs(t);
            // The ratio is smallest far from all modes. This bound alone excludes most prior draws.
            boolean negligible = anchors.logDensity(t) - logLeastRatio < highest - NEGLIGIBLE_NATS;
            logWeight[DRAWS + t] =
                    negligible ? Double.NEGATIVE_INFINITY : anchors.logDensity(t) - logRatio(posterior, anchors.z(t));
        }
        weigh(total);
        pool(posterior);
        keep(total);
    }

    /** Log of (share_q q(z) + share_p p(z)) / p(z), where each mode of q has equally many draws. */
    private double logRatio(PosteriorModes posterior, float[] at) {
        double square = 0;
        for (float value : at) {
            square += value * value;
        }
        double logPrior = -0.5 * (square + at.length * LOG_TWO_PI);
        double sum = leastRatio;
        for (int m = 0; m < posterior.count(); m++) {
            double difference = posterior.logDensity(m, at) - logPrior;
            if (difference > -NEGLIGIBLE_NATS) {
                sum += (1 - leastRatio) / posterior.count() * StrictMath.exp(Math.min(700, difference));
            }
        }
        return sum == leastRatio ? logLeastRatio : StrictMath.log(sum);
    }

    private void weigh(int total) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < total; i++) {
            highest = Math.max(highest, logWeight[i]);
        }
        double sum = 0;
        for (int i = 0; i < total; i++) {
            weight[i] = StrictMath.exp(logWeight[i] - highest);
            sum += weight[i];
        }
        logEvidence = highest + StrictMath.log(sum / total);
        for (int i = 0; i < total; i++) {
            weight[i] /= sum;
        }
    }

    /**
     * Mixes in the posterior of the search, with a weight that grows as the effective number of points falls below
     * {@link #ENOUGH}.
     */
    private void pool(PosteriorModes posterior) {
        double squares = 0;
        for (double share : weight) {
            squares += share * share;
        }
        double trust = Math.min(1, (1 / squares) / ENOUGH);
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= trust;
        }
        for (int s = 0; s < DRAWS && trust < 1; s++) {
            int mode = s % posterior.count();
            int drawsOfMode = (DRAWS - mode + posterior.count() - 1) / posterior.count();
            weight[s] += (1 - trust) * posterior.weight(mode) / drawsOfMode;
        }
    }

    /** Drops points of negligible weight, so that later calls are cheap. */
    private void keep(int total) {
        double highest = 0;
        for (double share : weight) {
            highest = Math.max(highest, share);
        }
        kept = 0;
        double sum = 0;
        for (int i = 0; i < total; i++) {
            if (weight[i] >= NEGLIGIBLE * highest) {
                sum += weight[i];
                weight[kept] = weight[i];
                outputs[kept++] = outputs[i];
            }
        }
        for (int i = 0; i < kept; i++) {
            weight[i] /= sum;
        }
    }

    @Override
    public double logEvidence() {
        return logEvidence;
    }

    @Override
    public double mean(int feature) {
        OutputHead head = decoder.heads()[feature];
        if (!(head instanceof OutputHead.Gaussian)) {
            return meanOf((NumberHead) head);
        }
        int at = head.offset();
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weight[i] * outputs[i][at];
        }
        return sum;
    }

    private double meanOf(NumberHead head) {
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weight[i] * head.mean(outputs[i]);
        }
        return sum;
    }

    @Override
    public double variance(int feature) {
        OutputHead head = decoder.heads()[feature];
        if (!(head instanceof OutputHead.Gaussian)) {
            return varianceOf((NumberHead) head, decoder.noiseVariance()[feature]);
        }
        int at = head.offset();
        double mean = mean(feature);
        double sum = decoder.noiseVariance()[feature];
        for (int i = 0; i < kept; i++) {
            double difference = outputs[i][at] - mean;
            sum += weight[i] * difference * difference;
        }
        return sum;
    }

    private double varianceOf(NumberHead head, double noise) {
        double mean = meanOf(head);
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            double difference = head.mean(outputs[i]) - mean;
            sum += weight[i] * (head.spread(outputs[i], noise) + difference * difference);
        }
        return sum;
    }

    @Override
    public double cdf(int feature, double standardized) {
        OutputHead head = decoder.heads()[feature];
        if (!(head instanceof OutputHead.Gaussian)) {
            return cdfOf((NumberHead) head, standardized, decoder.noiseVariance()[feature]);
        }
        int at = head.offset();
        double sd = Math.sqrt(decoder.noiseVariance()[feature]);
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weight[i] * ApproximateNormal.cdf((standardized - outputs[i][at]) / sd);
        }
        return sum;
    }

    private double cdfOf(NumberHead head, double standardized, double noise) {
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weight[i] * head.cdf(outputs[i], standardized, noise);
        }
        return Math.min(1, sum);
    }

    /** Log density of a number in standard units, or log probability of a category. */
    double logDensity(int feature, double value) {
        OutputHead head = decoder.heads()[feature];
        double variance = decoder.noiseVariance()[feature];
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weight[i] * StrictMath.exp(head.logLikelihood(outputs[i], value, variance, scratch));
        }
        return StrictMath.log(Math.max(sum, Double.MIN_NORMAL));
    }

    @Override
    public double probability(int feature, int category) {
        OutputHead head = decoder.heads()[feature];
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weight[i] * head.probability(outputs[i], category);
        }
        return sum;
    }

    /** The outputs of the point that a uniform random number selects. */
    float[] pick(double uniform) {
        double sum = 0;
        for (int i = 0; i < kept - 1; i++) {
            sum += weight[i];
            if (uniform < sum) {
                return outputs[i];
            }
        }
        return outputs[kept - 1];
    }
}
