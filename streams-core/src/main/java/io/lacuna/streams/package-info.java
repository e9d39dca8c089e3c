/**
 * Fills records inside your own Kafka Streams topology.
 *
 * <pre>{@code
 * StreamsBuilder builder = new StreamsBuilder();
 * ModelSource models = ModelSource.topic(builder, "sensors-models");      // or ModelSource.file(path)
 * builder.<String, Reading>stream("sensors")
 *        .processValues(new ImputingProcessorSupplier<>(models))
 *        .mapValues(Imputed::value)                                       // a Reading with its gaps filled
 *        .to("sensors-filled");
 * }</pre>
 *
 * <p>The topology brings its own serdes: any that give Avro records, generic or specific. The forwarded values, {@link
 * io.lacuna.streams.Imputed}, are immutable and may be kept.
 */
@NullMarked
package io.lacuna.streams;

import org.jspecify.annotations.NullMarked;
