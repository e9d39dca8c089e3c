/** Masks, scores and calibration: how well a model fills cells whose values are known. */
@NullMarked
package io.lacuna.evaluation;

import org.jspecify.annotations.NullMarked;
