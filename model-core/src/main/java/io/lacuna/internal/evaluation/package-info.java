/**
 * How well a model fills cells whose values are known: masks, scores, intervals, calibration while records flow.
 */
@NullMarked
package io.lacuna.internal.evaluation;

import org.jspecify.annotations.NullMarked;
