package io.lacuna.internal.inference;

import java.util.SplittableRandom;

/**
 * Draws of the importance weights of a {@link LikelihoodBound} for one record at a time. For weights that a fixed share
 * pi_i goes to, the mean of {@code ln sum_i pi_i w_i} over many draws is the bound. Mutable; one thread owns it.
 */
public interface BoundDraws {

    /**
     * Sets the record.
     *
     * @param observation d cells in the features' own units, {@code NaN} = missing; it is only read, and only during the
     *     call
     */
    void observe(double[] observation);

    /**
     * Draws the weights of the record.
     *
     * @param logWeights receives {@link LikelihoodBound#weights} numbers {@code ln w_i} in nats, continuous cells in
     *     standard units
     */
    void draw(SplittableRandom random, double[] logWeights);

    /** The weights of a kernel that knows {@code log p(x)}: each is p(x), so that every bound equals log p(x). */
    static BoundDraws exact(MemberKernel kernel, int weights) {
        return new BoundDraws() {
            @Override
            public void observe(double[] observation) {
                kernel.infer(observation);
            }

            @Override
            public void draw(SplittableRandom random, double[] logWeights) {
                for (int i = 0; i < weights; i++) {
                    logWeights[i] = kernel.logLikelihood();
                }
            }
        };
    }
}
