package io.lacuna.app.audit;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Partition and offset of a record of the input topic. */
record Place(int partition, long offset) {

    /** Parses the source on a tombstone or on a record without a note, {@code topic-partition@offset}; null if it is not a record of the topic. */
    static @Nullable Place ofTombstone(Headers headers, String topic) {
        String text = text(headers, "lacuna.source");
        int at = text.lastIndexOf('@');
        return at < topic.length() + 1 || !text.startsWith(topic + "-")
                ? null
                : parse(text.substring(topic.length() + 1, at), text.substring(at + 1));
    }

    /** The generation of a filled record without a note; negative where the headers name none. */
    static long generation(Headers headers) {
        try {
            return Long.parseLong(text(headers, "lacuna.generation"));
        } catch (NumberFormatException none) {
            return -1;
        }
    }

    /** The source that Kafka noted on a dead letter; null where there is none. */
    static @Nullable Place ofDeadLetter(Headers headers) {
        return parse(text(headers, "__streams.errors.partition"), text(headers, "__streams.errors.offset"));
    }

    /** The topic that Kafka noted on a dead letter. */
    static String topicOfDeadLetter(Headers headers) {
        return text(headers, "__streams.errors.topic");
    }

    private static @Nullable Place parse(String partition, String offset) {
        try {
            return new Place(Integer.parseInt(partition), Long.parseLong(offset));
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
