/**
 * Arithmetic that knows nothing of models: triangular matrices, eigenvalues, the normal distribution, loops over arrays.
 *
 * <p>Loops are in single precision and of the shape that the JIT compiler turns into vector instructions. {@link
 * io.lacuna.internal.numerics.MatrixProducts} runs on request by Java's vector API ({@code src/main/java-vector}, compiled
 * apart), to the same bits. Sums that become probabilities or precisions are in double precision.
 */
@NullMarked
package io.lacuna.internal.numerics;

import org.jspecify.annotations.NullMarked;
