/**
 * Finding the posterior of one record: one file a method, and the kernels that serve it.
 *
 * <p>A {@link io.lacuna.inference.MemberKernel} works for one thread on one record at a time, in plain Java, on arrays
 * it allocated when it was made: a record allocates nothing. What runs over relays ({@link io.lacuna.inference.Lanes}) or
 * over the rows of small matrices ({@link io.lacuna.inference.MatrixProducts}) is single precision in loops of the shape that
 * the JIT compiler turns into vector instructions, those products on request by the vector API ({@code src/main/java-vector},
 * compiled apart); sums that become probabilities or precisions are double.
 */
@NullMarked
package io.lacuna.inference;

import org.jspecify.annotations.NullMarked;
