package io.lacuna.internal.inference.neural.search;

import java.util.Arrays;

/**
 * Adam as published (Kingma and Ba 2014, algorithm 1), minimizing, with beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8. Or
 * AMSGrad (Reddi, Kale and Kumar 2018, algorithm 2), which divides by the highest second moment so far, with Adam's
 * corrections for the first steps. Mutable; one thread owns it.
 */
public final class Adam {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final float[] firstMoment;
    private final float[] secondMoment;
    private int time;

    /** The highest second moments so far; empty for Adam. */
    private float[] highest = {};

    /** An optimizer for this many parameters. */
    public Adam(int parameters) {
        firstMoment = new float[parameters];
        secondMoment = new float[parameters];
    }

    /** Makes it AMSGrad. To be called before the first step. */
    public void keepHighestMoments() {
        highest = new float[secondMoment.length];
    }

    /** Forgets all earlier steps. */
    public void reset() {
        Arrays.fill(highest, 0);
        Arrays.fill(firstMoment, 0);
        Arrays.fill(secondMoment, 0);
        time = 0;
    }

    /** Moves all parameters one step against the gradient. */
    public void step(float[] parameters, float[] gradient, double rate) {
        time++;
        if (highest.length > 0) {
            amsgrad(parameters, gradient, rate);
            return;
        }
        update(parameters, 0, gradient, 0, firstMoment, secondMoment, 0, firstMoment.length, time, rate);
    }

    private void amsgrad(float[] parameters, float[] gradient, double rate) {
        float size = (float) (rate / (1 - StrictMath.pow(BETA1, time)));
        float correction = (float) (1 / (1 - StrictMath.pow(BETA2, time)));
        for (int i = 0; i < highest.length; i++) {
            float g = gradient[i];
            firstMoment[i] = BETA1 * firstMoment[i] + (1 - BETA1) * g;
            secondMoment[i] = BETA2 * secondMoment[i] + (1 - BETA2) * g * g;
            highest[i] = Math.max(highest[i], secondMoment[i]);
            parameters[i] -= size * firstMoment[i] / ((float) Math.sqrt(highest[i] * correction) + EPSILON);
        }
    }

    /**
     * One step for a range of parameters whose moments are stored elsewhere.
     *
     * @param time the number of this step for these parameters, from 1
     */
    public static void update(
            float[] parameters,
            int at,
            float[] gradient,
            int gradientAt,
            float[] first,
            float[] second,
            int momentsAt,
            int length,
            int time,
            double rate) {
        float size = (float) (rate / (1 - StrictMath.pow(BETA1, time)));
        float correction = (float) (1 / (1 - StrictMath.pow(BETA2, time)));
        for (int i = 0; i < length; i++) {
            float g = gradient[gradientAt + i];
            float m = BETA1 * first[momentsAt + i] + (1 - BETA1) * g;
            float v = BETA2 * second[momentsAt + i] + (1 - BETA2) * g * g;
            first[momentsAt + i] = m;
            second[momentsAt + i] = v;
            parameters[at + i] -= size * m / ((float) Math.sqrt(v * correction) + EPSILON);
        }
    }
}
