/**
 * Avro values without an object a cell: flat records, the notes' direct writers, and the registry's wire format around them.
 *
 * <p>A message is a zero byte, the schema's id as a big-endian int, and Avro binary.
 */
@NullMarked
package io.lacuna.internal.avro;

import org.jspecify.annotations.NullMarked;
