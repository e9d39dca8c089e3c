/**
 * Schemas by id, within limits and deadlines. One adapter, with its transport, knows Confluent's client; all other code uses {@link
 * io.lacuna.internal.registry.SchemaRegistry}, so that another client can replace it.
 */
@NullMarked
package io.lacuna.internal.registry;

import org.jspecify.annotations.NullMarked;
