/**
 * What is said of a model: what it was made from, and why its bytes cannot be read.
 */
@NullMarked
package io.lacuna.model;

import org.jspecify.annotations.NullMarked;
