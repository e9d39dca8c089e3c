/**
 * Finds the linear equations that the rows of a table satisfy ({@link
 * io.lacuna.internal.inference.relation.LinearRelation}).
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * RelationFinder     one pass over a table
 *   PooledNormal       covariance of the numbers, from partial rows
 *   RelationSearch     features that others determine, and the fewest others that do
 *   RelationCheck      least squares on the rows that have all of them: is it exact, in nearly all rows?
 *     SimpleNumbers      the simplest coefficient that the rows allow
 *   independent ones   no relation that follows from others
 * </pre>
 *
 * <p>The covariance only proposes; rows decide. So a relation is found only if enough rows have all of its features.
 */
@NullMarked
package io.lacuna.internal.training.relation;

import org.jspecify.annotations.NullMarked;
