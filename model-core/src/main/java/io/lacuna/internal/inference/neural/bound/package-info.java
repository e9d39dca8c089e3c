/**
 * Lower bounds of a record's log likelihood, as in "Training Variational Autoencoders with Buffered Stochastic
 * Variational Inference" (Shu, Bui, Whang and Ermon, AISTATS 2019; here: buffered-svi).
 *
 * <pre>
 * ImportanceWeights   w = p(x, z) / q(z) from any posterior: ELBO, IWAE        equations 1, 2
 * BufferedSvi         w_0 .. w_k along k steps of SVI: SVI, BSVI, BSVI-DS      algorithm 1; equations 4 to 6, 11, 12, 22
 * LocalSteps          how SVI moves lambda: Adam, or momentum as in the paper  equation 5
 * BufferWeights       ln sum_i pi_i w_i, and the best shares pi                equations 10, 13
 * </pre>
 *
 * <p>{@code p(x, z)} is the density of the observed cells with the learned noise, times the prior of the code. The
 * proposals may depend on each other: a bound needs only that each weight divides by the density of the distribution that
 * its z was drawn from (theorem 1).
 */
@NullMarked
package io.lacuna.internal.inference.neural.bound;

import org.jspecify.annotations.NullMarked;
