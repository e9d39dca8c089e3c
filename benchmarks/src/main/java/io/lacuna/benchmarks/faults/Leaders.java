package io.lacuna.benchmarks.faults;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Which broker currently has which role; broker 1 if nobody answers. Safe for concurrent use. */
final class Leaders {
    private final Admin admin;

    Leaders(Admin admin) {
        this.admin = admin;
    }

    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException, TimeoutException;
    }

    private static <T> T answer(Question<T> question, T otherwise) throws InterruptedException {
        try {
            return question.ask();
        } catch (ExecutionException | TimeoutException away) {
            return otherwise;
        }
    }

    /** The broker that coordinates the transactions of a stream's producer. */
    int transactionCoordinator(String applicationId) throws InterruptedException {
        return answer(
                () -> {
                    List<String> ids = Transactions.ids(admin, applicationId);
                    return ids.isEmpty()
                            ? 1
                            : admin.describeTransactions(List.of(ids.get(0)))
                                    .all()
                                    .get(5, TimeUnit.SECONDS)
                                    .values()
                                    .iterator()
                                    .next()
                                    .coordinatorId();
                },
                1);
    }

    /** The broker that coordinates the group. */
    int groupCoordinator(String group) throws InterruptedException {
        return answer(
                () -> admin.describeConsumerGroups(List.of(group))
                        .all()
                        .get(5, TimeUnit.SECONDS)
                        .values()
                        .iterator()
                        .next()
                        .coordinator()
                        .id(),
                1);
    }

    /** The broker whose controller is active. */
    int controller() throws InterruptedException {
        return answer(
                () -> admin.describeMetadataQuorum()
                        .quorumInfo()
                        .get(5, TimeUnit.SECONDS)
                        .leaderId(),
                1);
    }

    /** The leader of this partition. */
    int of(TopicPartition partition) throws InterruptedException {
        return answer(
                () -> admin.describeTopics(List.of(partition.topic()))
                        .allTopicNames()
                        .get(5, TimeUnit.SECONDS)
                        .values()
                        .iterator()
                        .next()
                        .partitions()
                        .get(partition.partition())
                        .leader()
                        .id(),
                1);
    }

    /** The end offset of a topic's only partition, including open transactions; -1 if nobody answers. */
    long end(String topic) throws InterruptedException {
        TopicPartition only = new TopicPartition(topic, 0);
        return answer(
                () -> admin.listOffsets(Map.of(only, OffsetSpec.latest()))
                        .partitionResult(only)
                        .get(5, TimeUnit.SECONDS)
                        .offset(),
                -1L);
    }
}
