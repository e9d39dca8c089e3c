/**
 * How the posterior of a record is found: the methods by name, and how hard they may work.
 */
@NullMarked
package io.lacuna.inference;

import org.jspecify.annotations.NullMarked;
