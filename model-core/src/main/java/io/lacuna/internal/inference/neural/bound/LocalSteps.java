package io.lacuna.internal.inference.neural.bound;

import io.lacuna.internal.inference.neural.search.Adam;
import java.util.Arrays;

/**
 * How SVI moves the variational parameters lambda of one record (buffered-svi, equation 5). Mutable; one thread owns it.
 */
public final class LocalSteps {
    /** Bounds of a log sd, as in serving. */
    private static final float MIN_LOG_SD = -7;

    private static final float MAX_LOG_SD = 2;

    private final Rule rule;
    private final float[] velocity;
    private final float[] descent;
    private final Adam adam;

    /**
     * A rule for steps.
     *
     * @param rate eta of equation 5
     * @param momentum the share of the step before that is kept; negative for Adam
     * @param clip the largest norm of a gradient; infinite for none
     */
    public record Rule(double rate, double momentum, double clip) {
        /** The paper's: rate 1, momentum 0.5, gradients clipped at norm 1 (table 13). */
        public static final Rule PAPER = new Rule(1, 0.5, 1);

        /** Serving's: Adam at this rate. */
        public static Rule adam(double rate) {
            return new Rule(rate, -1, Double.POSITIVE_INFINITY);
        }
    }

    public LocalSteps(int parameters, Rule rule) {
        this.rule = rule;
        velocity = new float[parameters];
        descent = new float[parameters];
        adam = new Adam(parameters);
    }

    /** Forgets the steps of the record before. */
    public void reset() {
        Arrays.fill(velocity, 0);
        adam.reset();
    }

    /**
     * Moves lambda along the gradient of ln w.
     *
     * @param lambda k means, then k log standard deviations
     */
    public void step(float[] lambda, float[] gradient) {
        if (rule.momentum() < 0) {
            for (int i = 0; i < descent.length; i++) {
                descent[i] = -gradient[i];
            }
            adam.step(lambda, descent, rule.rate());
        } else {
            double square = 0;
            for (float g : gradient) {
                square += (double) g * g;
            }
            double factor = rule.rate() * Math.min(1, rule.clip() / Math.max(1e-12, Math.sqrt(square)));
            for (int i = 0; i < lambda.length; i++) {
                velocity[i] = (float) (rule.momentum() * velocity[i] + factor * gradient[i]);
                lambda[i] += velocity[i];
            }
        }
        for (int a = lambda.length / 2; a < lambda.length; a++) {
            lambda[a] = Math.max(MIN_LOG_SD, Math.min(MAX_LOG_SD, lambda[a]));
        }
    }
}
