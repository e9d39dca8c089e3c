/**
 * What happens to a record: read, mapped to an observation, filled by the generation that serves it, written on.
 *
 * <pre>
 * input topic -&gt; {@link io.lacuna.app.stream.RecordMapper} -&gt; model -&gt; imputed, latents and scores topics
 *                undecodable or unusable                    -&gt; dead-letter topic, with the reason
 * models topic -&gt; {@link io.lacuna.app.generation.GenerationCatalog}
 * </pre>
 *
 * <p>One record is one call, without a buffer: everything a record leads to is computed and serialized before the first
 * byte of it is forwarded, so that a failure leaves either the whole outcome or none.
 */
@NullMarked
package io.lacuna.app.stream;

import org.jspecify.annotations.NullMarked;
