/**
 * The systems of the papers that no user would serve, small: VAEAC and a VAE of two levels (qavi), and a VAE whose decoder is
 * a PixelCNN (buffered-svi). Each file reads like its paper. They are written with {@link
 * io.lacuna.benchmarks.papers.images.Tape}, which differentiates what it computes:
 *
 * <pre>{@code
 * Tape tape = new Tape();
 * Tape.Node hidden = tape.relu(first.of(tape, tape.constant(rows)));
 * tape.add(-1, tape.normalLogDensity(last.of(tape, hidden), logVariance, rows, weights));
 * tape.backward();
 * adam.step(0.001);
 * }</pre>
 */
@NullMarked
package io.lacuna.benchmarks.papers.images;

import org.jspecify.annotations.NullMarked;
