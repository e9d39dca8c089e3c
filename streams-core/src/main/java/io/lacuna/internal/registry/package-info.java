/**
 * Schemas by id. One adapter knows Confluent's client; all other code uses {@link
 * io.lacuna.internal.registry.SchemaRegistry}, so that another client can replace it.
 */
@NullMarked
package io.lacuna.internal.registry;

import org.jspecify.annotations.NullMarked;
