package io.lacuna.app.progress;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The brokers' answers at one moment. Values not answered in time are absent, and the reason is kept.
 *
 * @param topics by name; the value is null where the topic does not exist; the entry is absent where no broker answered
 * @param partitions of the input topics
 * @param committed offsets of the group, by input partition; null where the coordinator did not answer
 * @param failure why topics or partitions are absent; null where none is absent
 * @param coordinatorFailure why the committed offsets are absent; null where they are present
 */
record BrokerLook(
        Map<String, @Nullable Topic> topics,
        Map<TopicPartition, Offsets> partitions,
        @Nullable Map<TopicPartition, Long> committed,
        @Nullable String failure,
        @Nullable String coordinatorFailure) {

    /** Current state of a topic. */
    record Topic(Uuid id, int partitions) {}

    /**
     * @param begin offset of the first record that still exists
     * @param end offset after the last record that may be read
     */
    record Offsets(long begin, long end) {}
}
