/**
 * Linear equations that the training rows satisfy: parts that sum to a whole, a column that is a combination of others,
 * a duplicate in another unit. They hold for every record, also outside the range of the training rows.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>relation<dd>{@code a_1 x_1 + ... + a_p x_p = total}, up to a small normal noise: {@link
 * io.lacuna.internal.inference.relation.LinearRelation}
 * <dt>determined cell<dd>a missing cell that is the only missing one of a relation; its value follows from the others
 * <dt>bound cell<dd>a missing cell of a relation that has several missing cells
 * </dl>
 *
 * <h2>Flow of one record</h2>
 *
 * <pre>
 * LinearRelations.complete   fills the determined cells
 * MemberKernel               infers the completed record
 * RelationUpdate             conditions means and variances of the bound cells on their relations
 * RelatedRounding            rounds fills so that the relations still hold
 * </pre>
 *
 * <p>{@link io.lacuna.internal.inference.relation.RelationKernel} does this around the kernel of any member. A model
 * without relations has no such kernel around its members, so it pays nothing.
 */
@NullMarked
package io.lacuna.internal.inference.relation;

import org.jspecify.annotations.NullMarked;
