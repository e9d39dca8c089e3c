/**
 * The running stream: topology, threads, metrics, readiness.
 *
 * <pre>
 * input topic  -&gt; {@link io.lacuna.streams.ImputingProcessorSupplier} -&gt; {@link io.lacuna.app.stream.OutcomeWriter} -&gt; imputed, latents, scores topics
 *                 undecodable or unusable -&gt; dead-letter topic, with the reason
 * models topic -&gt; {@link io.lacuna.internal.generation.GenerationCatalog}
 * </pre>
 *
 * <p>Each record is one call, without a buffer. Everything that a record leads to is computed and serialized before the
 * first byte is forwarded, so that a failure leaves either the whole outcome or none.
 */
@NullMarked
package io.lacuna.app.stream;

import org.jspecify.annotations.NullMarked;
