/**
 * Model generations: how they lie in the models topic, how they are published, and what becomes of each in a stream.
 *
 * <p>The {@linkplain io.lacuna.internal.generation.ModelsTopic models topic} has one partition and is compacted. A model's bytes
 * lie in it as chunks under the hash of the whole; a generation is a small record that names them. {@link
 * io.lacuna.internal.generation.GenerationPublisher} writes both in one transaction; {@link
 * io.lacuna.internal.generation.ModelsTopicReader} reads them as a plain consumer; {@link
 * io.lacuna.internal.generation.GenerationCatalog} is what a running stream knows of them, each in a {@link
 * io.lacuna.internal.generation.GenerationState}.
 */
@NullMarked
package io.lacuna.internal.generation;

import org.jspecify.annotations.NullMarked;
