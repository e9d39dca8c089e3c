/**
 * Fits neural decoders, relays and pseudo-encoders by stochastic gradients. ND4J is used here and nowhere else.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>record posterior<dd>q(z|x_i) of one training record, a parameter that is trained with the decoder
 * <dt>masked loss<dd>minus the mean log density of hidden cells in held-out rows; it decides when to stop
 * <dt>pseudo-encoder<dd>an encoder trained after the decoder; inference starts from its output
 * <dt>pace<dd>the first step size of inference from such a start
 * </dl>
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * NeuralTrainer   NeuralOptions, FitPlan     options and the length of the fit
 *                 TrainingRows, NeuralStart  the table in standard units; weights from scratch or from an earlier model
 *   svi, relay      EncoderlessTraining      TrainableDecoder with FreePosteriors or RelayPosteriors
 *   vae             AmortizedTraining        TrainableDecoder with an encoder
 *   pseudo-encoded  PseudoEncoderTraining    after EncoderlessTraining
 * </pre>
 *
 * <h2>To add a method</h2>
 *
 * <p>If only the form of the posteriors is new, implement {@code RecordPosteriors} in one file and create it in {@code
 * NeuralTrainer}. Otherwise write its training like {@code AmortizedTraining}. Compare its gradient with finite
 * differences in a test.
 */
@NullMarked
package io.lacuna.internal.training.neural;

import org.jspecify.annotations.NullMarked;
