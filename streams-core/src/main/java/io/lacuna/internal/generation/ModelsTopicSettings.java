package io.lacuna.internal.generation;

import java.time.Clock;
import java.util.Map;

/**
 * How to reach a models topic, and how to write to it. Immutable.
 *
 * @param topic its name
 * @param bootstrapServers the brokers, for messages; the clients' settings name them too
 * @param producer settings of a producer, without serializers
 * @param consumer settings of a consumer, without deserializers
 * @param chunkBytes largest number of bytes of an artifact in one record
 * @param keep the models of this many newest generations stay in the topic; 0 keeps all
 * @param selection how a stream chooses the generation that fills a record
 * @param clock clock for the creation time of a generation
 */
public record ModelsTopicSettings(
        String topic,
        String bootstrapServers,
        Map<String, Object> producer,
        Map<String, Object> consumer,
        int chunkBytes,
        int keep,
        Selection selection,
        Clock clock) {
    public ModelsTopicSettings {
        producer = Map.copyOf(producer);
        consumer = Map.copyOf(consumer);
    }
}
