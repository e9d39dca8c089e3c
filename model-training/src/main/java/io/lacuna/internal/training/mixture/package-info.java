/**
 * Fits relay mixtures by expectation maximization on partial rows, in plain Java.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>relay<dd>one component of a mixture: centre, covariance, label probabilities
 * <dt>fit<dd>one mixture, fitted to one bootstrap sample of the rows; an ensemble averages its fits
 * <dt>space<dd>the scale of continuous features: standard units (0) or rank-normal scores (1)
 * <dt>pattern<dd>rows that miss the same continuous cells
 * <dt>plan<dd>how many fits, of how many relays, in which space
 * </dl>
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * RelayMixtureTrainer   AtomRules     values that many cells have exactly
 *                       RelaySpaces   the table in both spaces
 *                       RelayPlan     what to fit, from table size and budget
 *                       AtomChoice    whether they help, on hidden cells, from the first RelayFits
 *                       RelayFit      one fit: bootstrap, Clusters for the first centres, then EM
 *                         RelayMixtureEm   E step by RelayPattern, with RelayParameters
 *                         RelaySums        M step, with RelayPriors
 *                       calibration   trust and stretch, from rows that a fit has not seen
 * PooledNormal          one normal for all rows, for the search for relations
 * LowRankTrainer        the same for wide tables: LowRankEm, started at LeadingDirections
 * </pre>
 *
 * <h2>To add a form of covariance</h2>
 *
 * <p>Write its EM like {@link io.lacuna.internal.training.mixture.LowRankEm}, a {@link
 * io.lacuna.internal.training.MemberTrainer} that plans and starts it, and its kernel in {@code
 * io.lacuna.internal.inference.mixture}. {@code Trainers} chooses the form by the table's width.
 */
@NullMarked
package io.lacuna.internal.training.mixture;

import org.jspecify.annotations.NullMarked;
