/**
 * Generations: how the models topic stores them, how they are published, and their life in a stream.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>artifact<dd>the bytes of a model, named by their SHA-256; the models topic stores them in chunks
 * <dt>generation<dd>a small record that names an artifact and says why; numbered upward, never reused
 * <dt>champion, challenger<dd>the generation that serves; a newly fitted model that is compared with it
 * <dt>shadow<dd>a proposed generation: scored on the same cells as the serving one, fills no records
 * <dt>selection<dd>which generation serves a record: the newest, or the one effective at the record's timestamp
 * </dl>
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * GenerationPublisher -&gt; models topic (one partition, compacted; chunks and generation in one transaction)
 *                          -&gt; ModelsTopicReader    a plain consumer: history, bytes of a model (trainer, command line)
 *                          -&gt; ModelsProcessor      global store of a stream
 *                               -&gt; GenerationCatalog   Admission reads and checks the model; GenerationState
 *                                    -&gt; select(timestamp)   the generation that fills a record
 * </pre>
 *
 * <h2>To add a state</h2>
 *
 * <p>Add a record to {@link io.lacuna.internal.generation.GenerationState} with only its data and its legal moves, and
 * let the catalog make the move. The compiler names every place that must know the new state.
 */
@NullMarked
package io.lacuna.internal.generation;

import org.jspecify.annotations.NullMarked;
