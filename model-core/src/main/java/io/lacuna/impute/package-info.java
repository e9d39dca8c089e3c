/**
 * Fills records from Java, without Kafka.
 *
 * <pre>{@code
 * LacunaModel model = LacunaModel.read(Path.of("sensors.model"));
 * RowImputer imputer = model.imputer();                        // one per thread
 * FilledRow row = imputer.fill(Map.of("temp", 21.4, "door", "open"));
 * row.values();                                                // every feature, gaps filled
 * row.number("co2").orElseThrow().interval();                  // holds the true value with probability 0.9
 * row.latentCode();                                            // what the model believes of the record
 * }</pre>
 *
 * <p>Nothing here needs a network, a native library, or other jars than {@code model-core} and its dependency.
 */
@NullMarked
package io.lacuna.impute;

import org.jspecify.annotations.NullMarked;
