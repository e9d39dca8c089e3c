/**
 * Query-adaptive variational inference: "A Decoder Suffices for Query-Adaptive Variational Inference" (Agarwal, Hope,
 * Younis and Sudderth, UAI 2023; here: qavi, with the numbering of its supplement). For the observed cells of one record
 * it optimizes
 *
 * <pre>
 *     1/S sum_s log p(x_O | z_s) - beta KL(q(z) || p(z)),   z_s ~ q         equation 4
 * </pre>
 *
 * over a posterior q of the code that is richer than SVI's, or with more draws per step, and compares with methods that
 * use the encoder of complete records:
 *
 * <pre>
 * QaviSearch           q normal, S draws                                     section 2.4
 * QaviMixtureSearch    q a mixture of normals, in three phases               section 2.4
 * NormalMixture        that mixture: draws, densities, implicit gradients    equation 5
 * QaviFlowSearch       q a normal moved by an autoregressive flow            section 2.4
 * AutoregressiveFlow   that flow, of AutoregressiveTransforms                Kingma et al. 2016, equation 10
 * QaviFeatureSearch    q over the missing cells, the encoder re-used         sections 1.1 and 2.3, equation 2
 * GibbsSearch          pseudo-Gibbs and Metropolis-within-Gibbs              section 2.2, 2 and 3
 * ZeroFillSearch       the encoder's answer to missing cells set to zero     section 2.2, 1
 * </pre>
 *
 * <p>The searches give {@link io.lacuna.internal.inference.neural.search.PosteriorModes}, as all others do, so that fills,
 * intervals and joint draws of the missing cells follow as for them.
 */
@NullMarked
package io.lacuna.internal.inference.neural.qavi;

import org.jspecify.annotations.NullMarked;
