/**
 * Schemas by id: the one adapter that knows Confluent's client. The rest of the code sees {@link
 * io.lacuna.internal.registry.SchemaRegistry}, so that another client can take the adapter's place.
 */
@NullMarked
package io.lacuna.internal.registry;

import org.jspecify.annotations.NullMarked;
