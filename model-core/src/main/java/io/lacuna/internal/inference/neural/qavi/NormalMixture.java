package io.lacuna.internal.inference.neural.qavi;

import io.lacuna.internal.numerics.ApproximateNormal;
import java.util.Arrays;

/**
 * The posterior of mixture QAVI, {@code q(z) = sum_t w_t N(z; mean_t, diag(sd_t^2))}, with gradients of {@code E_q[f(z)]}
 * (qavi, section 1.2.1).
 *
 * <p>Means and standard deviations have implicit reparameterization gradients (equation 5): with the distributional
 * transform {@code S_j(z) = F(z_j | z_1 .. z_j-1)},
 *
 * <pre>
 *     grad z = -(dS/dz)^-1 dS/dlambda
 * </pre>
 *
 * <p>{@code dS/dz} is lower triangular, because S_j depends on all earlier coordinates through the responsibilities
 * {@code rho_tj = p(t | z_1 .. z_j-1)}. For {@code v = grad f}, {@code v' grad z = -y' dS/dlambda} where {@code (dS/dz)' y
 * = v} is solved from the last coordinate up. With {@code c_tj = rho_tj (F_t(z_j) - S_j)} both need only the sums {@code
 * C_ti = sum over j > i of y_j c_tj}: the solve costs T k operations, not k^2.
 *
 * <p>Weights have the importance sampling gradient {@code E_q[f(z) grad log q(z)]} (equation 7). The supplement multiplies
 * z by {@code q / stop(q)}, which has that mean where f is linear; here, as in Scibior et al. (2021), f itself is
 * multiplied. Mutable; one thread owns it.
 */
final class NormalMixture {
    private static final double TINY = 1e-300;
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final int count;
    private final int k;

    /** T means of k numbers each, then as many rhos: the sd is {@link Softplus} of rho. */
    final float[] parameters;

    /** T numbers whose softmax is the weights. */
    final float[] logits;

    private final double[] sd;
    private final double[] logSd;
    private final double[] weight;

    /** At the last z, [component][coordinate]: standardized, density, {@code rho_tj} and {@code c_tj}. */
    private final double[][] standardized;

    private final double[][] density;
    private final double[][] share;
    private final double[][] change;
    private final double[] logShare;
    private final double[] conditional;
    private final double[] responsibility;
    private final double[] later;
    private double logDensity;

    /**
     * @param count T
     * @param latentSize k
     */
    NormalMixture(int count, int latentSize) {
        this.count = count;
        k = latentSize;
        parameters = new float[2 * count * k];
        logits = new float[count];
        sd = new double[count * k];
        logSd = new double[count * k];
        weight = new double[count];
        standardized = new double[count][k];
        density = new double[count][k];
        share = new double[count][k];
        change = new double[count][k];
        logShare = new double[count];
        conditional = new double[k];
        responsibility = new double[count];
        later = new double[count];
    }

    int count() {
        return count;
    }

    /** Takes over changed parameters. */
    void refresh() {
        int rhos = count * k;
        for (int i = 0; i < rhos; i++) {
            sd[i] = Softplus.of(parameters[rhos + i]);
            logSd[i] = StrictMath.log(sd[i]);
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (int t = 0; t < count; t++) {
            weight[t] = StrictMath.exp(logits[t] - highest);
            sum += weight[t];
        }
        for (int t = 0; t < count; t++) {
            weight[t] /= sum;
        }
    }

    double weight(int component) {
        return weight[component];
    }

    double sd(int component, int a) {
        return sd[component * k + a];
    }

    float mean(int component, int a) {
        return parameters[component * k + a];
    }

    /** A draw: the component that a uniform number selects, moved by k standard normal numbers. */
    void draw(double uniform, float[] epsilon, float[] z) {
        int t = 0;
        for (double left = uniform - weight[0]; left >= 0 && t + 1 < count; ) {
            left -= weight[++t];
        }
        for (int a = 0; a < k; a++) {
            z[a] = (float) (mean(t, a) + sd(t, a) * epsilon[a]);
        }
    }

    /** Evaluates q at z; the methods below refer to this point. */
    void at(float[] z) {
        for (int t = 0; t < count; t++) {
            logShare[t] = StrictMath.log(Math.max(weight[t], TINY));
        }
        for (int j = 0; j < k; j++) {
            softmax(logShare, responsibility);
            double cdf = 0;
            double conditionalDensity = 0;
            for (int t = 0; t < count; t++) {
                double u = (z[j] - mean(t, j)) / sd(t, j);
                double below = ApproximateNormal.cdf(u);
                standardized[t][j] = u;
                density[t][j] = StrictMath.exp(-0.5 * (u * u + LOG_TWO_PI)) / sd(t, j);
                share[t][j] = responsibility[t];
                change[t][j] = below;
                cdf += responsibility[t] * below;
                conditionalDensity += responsibility[t] * density[t][j];
                logShare[t] -= 0.5 * (u * u + LOG_TWO_PI) + logSd[t * k + j];
            }
            for (int t = 0; t < count; t++) {
                change[t][j] = share[t][j] * (change[t][j] - cdf);
            }
            conditional[j] = Math.max(conditionalDensity, TINY);
        }
        logDensity = softmax(logShare, responsibility);
    }

    /** Writes normalized exponentials; returns the logarithm of their sum. */
    private static double softmax(double[] logs, double[] into) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            highest = Math.max(highest, log);
        }
        double sum = 0;
        for (int t = 0; t < logs.length; t++) {
            into[t] = StrictMath.exp(logs[t] - highest);
            sum += into[t];
        }
        for (int t = 0; t < logs.length; t++) {
            into[t] /= sum;
        }
        return highest + StrictMath.log(sum);
    }

    /** {@code log q(z)}. */
    double logDensity() {
        return logDensity;
    }

    /** Subtracts {@code factor} times the derivative of {@code log q} with respect to z. */
    void subtractSlope(double factor, double[] from) {
        for (int t = 0; t < count; t++) {
            for (int j = 0; j < k; j++) {
                from[j] += factor * responsibility[t] * standardized[t][j] / sd(t, j);
            }
        }
    }

    /**
     * Adds {@code factor v' grad z}, the implicit gradient with respect to means and rhos, to a gradient in the layout of
     * {@link #parameters}.
     *
     * @param v the derivative of f with respect to z; overwritten with y
     */
    void addImplicit(double[] v, double factor, float[] gradient) {
        int rhos = count * k;
        Arrays.fill(later, 0);
        for (int i = k - 1; i >= 0; i--) {
            double sum = v[i];
            for (int t = 0; t < count; t++) {
                // -u / sd is the slope of log N_t in z_i: row j of dS/dz has sum_t c_tj (-u_ti / sd_ti) in column i.
                sum += later[t] * standardized[t][i] / sd(t, i);
            }
            double y = sum / conditional[i];
            v[i] = y;
            for (int t = 0; t < count; t++) {
                double u = standardized[t][i];
                double own = y * share[t][i] * density[t][i];
                int at = t * k + i;
                double byMean = own - later[t] * u / sd(t, i);
                double bySd = own * u - later[t] * (u * u - 1) / sd(t, i);
                gradient[at] += (float) (factor * byMean);
                gradient[rhos + at] += (float) (factor * bySd * Softplus.slope(parameters[rhos + at]));
            }
            for (int t = 0; t < count; t++) {
                later[t] += y * change[t][i];
            }
        }
    }

    /** Adds {@code factor grad log q(z)} with respect to the logits, {@code p(t | z) - w_t}. */
    void addScore(double factor, float[] gradient) {
        for (int t = 0; t < count; t++) {
            gradient[t] += (float) (factor * (responsibility[t] - weight[t]));
        }
    }
}
