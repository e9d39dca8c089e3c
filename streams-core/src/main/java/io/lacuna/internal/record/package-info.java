/**
 * Records to observations and back: fields matched with features by name.
 *
 * <p>A {@link io.lacuna.internal.record.RecordMapper} is made once for each writer schema; a {@link
 * io.lacuna.internal.record.FieldMapping} takes one field over. What is missing and what a gap is stands in the mapper's
 * documentation.
 */
@NullMarked
package io.lacuna.internal.record;

import org.jspecify.annotations.NullMarked;
