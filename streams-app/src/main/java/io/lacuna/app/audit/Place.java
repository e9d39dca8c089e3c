package io.lacuna.app.audit;

import io.lacuna.app.config.InputTopics;
import io.lacuna.internal.note.Source;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Position of a record of an input topic. */
public record Place(String topic, int partition, long offset) {

    static Place of(ConsumerRecord<byte[], byte[]> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    Source source() {
        return new Source(topic, partition, offset);
    }

    /**
     * Parses the source on a tombstone or on a record without a note, {@code topic-partition@offset}; null if it is no record of
     * an input topic.
     */
    static @Nullable Place ofTombstone(Headers headers, InputTopics inputs) {
        String text = text(headers, "lacuna.source");
        int at = text.lastIndexOf('@');
        int dash = text.lastIndexOf('-', Math.max(0, at));
        return at < 0 || dash < 0 || !inputs.has(text.substring(0, dash))
                ? null
                : parse(text.substring(0, dash), text.substring(dash + 1, at), text.substring(at + 1));
    }

    /** The generation of a filled record without a note; negative where the headers name none. */
    static long generation(Headers headers) {
        try {
            return Long.parseLong(text(headers, "lacuna.generation"));
        } catch (NumberFormatException none) {
            return -1;
        }
    }

    /** The source that Kafka noted on a dead letter; null where there is none, or it is no record of an input topic. */
    static @Nullable Place ofDeadLetter(Headers headers, InputTopics inputs) {
        String topic = text(headers, "__streams.errors.topic");
        return inputs.has(topic)
                ? parse(topic, text(headers, "__streams.errors.partition"), text(headers, "__streams.errors.offset"))
                : null;
    }

    private static @Nullable Place parse(String topic, String partition, String offset) {
        try {
            return new Place(topic, Integer.parseInt(partition), Long.parseLong(offset));
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
