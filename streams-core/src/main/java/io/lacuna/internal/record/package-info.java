/**
 * Converts records to observations and back: fields and features are matched by name.
 *
 * <p>A {@link io.lacuna.internal.record.RecordMapper} is created once per writer schema; a {@link
 * io.lacuna.internal.record.FieldMapping} converts one field. The documentation of {@code RecordMapper} defines which
 * cells are missing and which of them are gaps.
 */
@NullMarked
package io.lacuna.internal.record;

import org.jspecify.annotations.NullMarked;
