/**
 * Schemas by id: the registry's wire format and the one adapter that knows Confluent's client.
 *
 * <p>A message is a zero byte, the schema's id as a big-endian int, and Avro binary. The rest of the code sees
 * {@link io.lacuna.app.registry.SchemaRegistry}, so that another client can take the adapter's place.
 */
@NullMarked
package io.lacuna.app.registry;

import org.jspecify.annotations.NullMarked;
