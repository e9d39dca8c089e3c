/**
 * Fill records inside a Kafka Streams topology of your own.
 *
 * <pre>{@code
 * StreamsBuilder builder = new StreamsBuilder();
 * ModelSource models = ModelSource.topic(builder, "sensors-models");      // or ModelSource.file(path)
 * builder.<String, Reading>stream("sensors")
 *        .processValues(new ImputingProcessorSupplier<>(models))
 *        .mapValues(Imputed::value)                                       // a Reading, its gaps filled
 *        .to("sensors-filled");
 * }</pre>
 *
 * <p>Serdes are the topology's own: any that give Avro records, generic or specific. What is forwarded, an {@link
 * io.lacuna.streams.Imputed}, is immutable and may be kept.
 */
@NullMarked
package io.lacuna.streams;

import org.jspecify.annotations.NullMarked;
