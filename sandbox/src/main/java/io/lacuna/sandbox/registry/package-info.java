/**
 * A schema registry in memory that ordinary clients can use over HTTP.
 */
@NullMarked
package io.lacuna.sandbox.registry;

import org.jspecify.annotations.NullMarked;
