/**
 * Fits relay mixtures by expectation maximization on partial rows, in plain Java.
 *
 * <pre>
 * {@link io.lacuna.internal.training.mixture.RelayPlan}       how many fits, of how many relays, in which space
 * {@link io.lacuna.internal.training.mixture.RelayFit}        one fit: start by clusters, then EM
 * {@link io.lacuna.internal.training.mixture.RelayMixtureEm}  the E and M steps for full covariances
 * {@link io.lacuna.internal.training.mixture.LowRankEm}       the same for low-rank covariances of wide tables
 * calibration       trust and widths of intervals, from cells that a fit has not seen
 * </pre>
 */
@NullMarked
package io.lacuna.internal.training.mixture;

import org.jspecify.annotations.NullMarked;
