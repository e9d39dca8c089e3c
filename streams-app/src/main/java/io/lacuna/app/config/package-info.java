/**
 * Every configuration key of Lacuna, once, with its default, its validator and its doc.
 *
 * <p>Keys are Kafka's own style ({@code trainer.interval.ms}). They come from a properties file, the environment
 * ({@code LACUNA_TRAINER_INTERVAL_MS}) and the command line ({@code -D trainer.interval.ms=60000}); the later wins.
 * Kafka's own client and Streams keys pass through by name or with {@code consumer.}, {@code producer.}, {@code admin.}
 * and {@code topic.} before them.
 *
 * <pre>{@code
 * LacunaConfig config = LacunaConfig.of(Map.of(
 *         "bootstrap.servers", "localhost:9092", "schema.registry.url", "http://localhost:8081", "input.topic", "sensors"));
 * config.imputedTopic(); // sensors-imputed
 * }</pre>
 */
@NullMarked
package io.lacuna.app.config;

import org.jspecify.annotations.NullMarked;
