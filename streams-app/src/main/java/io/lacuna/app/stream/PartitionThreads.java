package io.lacuna.app.stream;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/** Which stream thread of an instance works on which input partition. */
final class PartitionThreads {
    private PartitionThreads() {}

    /** Names of threads by partition. */
    static Map<TopicPartition, String> of(KafkaStreams streams) {
        Map<TopicPartition, String> threads = new HashMap<>();
        try {
            for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
                for (TaskMetadata task : thread.activeTasks()) {
                    task.topicPartitions().forEach(partition -> threads.put(partition, thread.threadName()));
                }
            }
        } catch (IllegalStateException notRunning) {
            // No thread processes a partition.
        }
        return threads;
    }
}
