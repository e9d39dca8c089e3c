/** How the posterior of a record is found: the name of the inference method, and how much work it may do. */
@NullMarked
package io.lacuna.inference;

import org.jspecify.annotations.NullMarked;
