/**
 * Model generations: how they lie in the models topic, how they are published, and what becomes of each in a stream.
 *
 * <p>The {@linkplain io.lacuna.app.generation.ModelsTopic models topic} has one partition and is compacted. A model's
 * bytes lie in it as chunks under the hash of the whole; a generation is a small record that names them.
 * {@link io.lacuna.app.generation.GenerationPublisher} writes both in one transaction;
 * {@link io.lacuna.app.generation.ModelsTopicReader} reads them as a plain consumer;
 * {@link io.lacuna.app.generation.GenerationCatalog} is what a running stream knows of them, each in a
 * {@link io.lacuna.app.generation.GenerationState}.
 *
 * <pre>{@code
 * new GenerationPublisher(config).publish(GenerationPublisher.Draft.refit(ModelArtifact.write(model), "first", ...));
 * }</pre>
 */
@NullMarked
package io.lacuna.app.generation;

import org.jspecify.annotations.NullMarked;
