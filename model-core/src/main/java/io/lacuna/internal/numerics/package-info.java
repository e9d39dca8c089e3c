/**
 * Arithmetic that knows nothing of models.
 *
 * <ul>
 * <li>Matrices: {@link io.lacuna.internal.numerics.LowerTriangular} (Cholesky factors), {@link
 *     io.lacuna.internal.numerics.SymmetricEigen}, {@link io.lacuna.internal.numerics.MatrixProducts}.
 * <li>The normal distribution: {@link io.lacuna.internal.numerics.Normal} is exact, {@link
 *     io.lacuna.internal.numerics.ApproximateNormal} is fast, {@link io.lacuna.internal.numerics.NormalCdfBatch}
 *     evaluates several mixtures at once.
 * <li>Samples: {@link io.lacuna.internal.numerics.SampleMoments}.
 * <li>Loops over arrays: {@link io.lacuna.internal.numerics.ArrayLoops}. {@link io.lacuna.internal.numerics.Floats}
 *     stores arrays of weights. </ul>
 *
 * <p>Array loops are in single precision and have a form that the JIT compiler vectorizes. {@code MatrixProducts} can
 * also run on Java's vector API ({@code src/main/java-vector}, compiled separately), with bit-identical results. Sums
 * that become probabilities or precisions are in double precision.
 */
@NullMarked
package io.lacuna.internal.numerics;

import org.jspecify.annotations.NullMarked;
