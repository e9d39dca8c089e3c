/**
 * How well a model fills cells whose values are known: masks, scores, intervals, and the calibration of intervals while
 * records flow.
 */
@NullMarked
package io.lacuna.internal.evaluation;

import org.jspecify.annotations.NullMarked;
