/**
 * Relations between categories that the members miss: a category that stands for another, that follows from two others,
 * or from the range of a number. Within a relay categories are independent, so a mixture of relays blurs such relations.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>target<dd>the categorical feature whose probabilities are corrected
 * <dt>input<dd>a feature that says something about the target; its level is a label, or the range that holds a number
 * <dt>term<dd>one input, or a pair of them: for each level, a factor for each label of the target
 * </dl>
 *
 * <h2>Model</h2>
 *
 * <p>For a missing target, {@code p(label) ~ q(label) prod_t factor_t(level_t, label)}, where q is what the member says
 * from all observed cells. A term with a missing input has no factor. This is a multinomial logit with the member's log
 * probabilities as offset (Agresti, Categorical Data Analysis, chapter 8).
 *
 * <pre>
 * LabelInput -> LabelTerm -> LabelLogits (one target) -> LabelRelations (all targets)
 * LabelKernel   a kernel whose probabilities and drawn labels are corrected
 *   AgreedLabels  the labels to fill where several are missing
 * </pre>
 */
@NullMarked
package io.lacuna.internal.inference.labels;

import org.jspecify.annotations.NullMarked;
