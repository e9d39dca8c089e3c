/**
 * Every configuration key of Lacuna, defined once, with its default, its validator and its documentation.
 *
 * <p>Keys have Kafka's style ({@code trainer.interval.ms}). They come from a properties file, the environment
 * ({@code LACUNA_TRAINER_INTERVAL_MS}) and the command line ({@code -D trainer.interval.ms=60000}); a later source
 * overrides an earlier one. Keys of Kafka's clients and of Kafka Streams pass through by name or with the prefix {@code
 * consumer.}, {@code producer.}, {@code admin.}
 * or {@code topic.}.
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
