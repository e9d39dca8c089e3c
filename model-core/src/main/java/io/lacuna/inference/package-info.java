/**
 * Finding the posterior of one record: one file a method, and the kernels that serve it.
 *
 * <p>A {@link io.lacuna.inference.MemberKernel} works for one thread on one record at a time, in plain Java, on arrays
 * it allocated when it was made: a record allocates nothing.
 */
@NullMarked
package io.lacuna.inference;

import org.jspecify.annotations.NullMarked;
