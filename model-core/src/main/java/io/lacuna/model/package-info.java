/**
 * What a model says about itself: {@link io.lacuna.model.Provenance}, what it was made from, and {@link
 * io.lacuna.model.ArtifactException}, why its bytes cannot be read.
 */
@NullMarked
package io.lacuna.model;

import org.jspecify.annotations.NullMarked;
