package io.lacuna.benchmarks.faults;

import io.lacuna.sandbox.process.ChildJvm;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records of the input deleted, as retention does it too: the partition's first offset moves, and what is below it can no
 * longer be read.
 */
final class DeletionFaults {
    private static final int FEWEST = 100;
    private static final int MOST = 400;
    private static final int TRIES = 30;

    private DeletionFaults() {}

    /** Retention overtakes a pipeline that is down: none of its open transactions can be committed any more. */
    static void beforeFilled(FaultRig rig, SplittableRandom random) throws InterruptedException {
        for (ChildJvm stream : rig.streams) {
            stream.kill();
        }
        answered(() -> rig.admin
                .fenceProducers(Transactions.open(rig.admin, rig.config.applicationId()))
                .all()
                .get(10, TimeUnit.SECONDS));
        long committed = committed(rig, true);
        long to = committed + FEWEST + random.nextInt(MOST - FEWEST);
        for (int tries = 0; end(rig) < to && tries < TRIES; tries++) {
            Thread.sleep(1_000);
        }
        to = Math.min(to, end(rig));
        delete(rig, to);
        rig.deletions.unread(committed, to);
    }

    /** What the frozen streams had read before may still be filled when they go on, or be refused. */
    static void underFrozen(FaultRig rig, SplittableRandom random) throws InterruptedException {
        for (ChildJvm stream : rig.streams) {
            stream.suspend();
        }
        try {
            long committed = committed(rig, false);
            Thread.sleep(FaultRig.TRANSACTION_TIMEOUT_MS + 4_000);
            long to = end(rig);
            rig.deletions.maybeRead(committed, to);
            delete(rig, to);
        } finally {
            for (ChildJvm stream : rig.streams) {
                stream.resume();
            }
        }
    }

    static void newest(FaultRig rig, SplittableRandom random) throws InterruptedException {
        long committed = committed(rig, false);
        long to = end(rig);
        rig.deletions.maybeRead(committed, to);
        delete(rig, to);
    }

    static void filled(FaultRig rig, SplittableRandom random) throws InterruptedException {
        delete(rig, committed(rig, false));
    }

    private static TopicPartition partition(FaultRig rig) {
        return new TopicPartition(rig.config.inputTopic(), Deletions.PARTITION);
    }

    /**
     * The group's offset.
     *
     * @param settled whether to wait until no open transaction may change it
     */
    private static long committed(FaultRig rig, boolean settled) throws InterruptedException {
        return answered(() -> {
            OffsetAndMetadata offset = rig.admin
                    .listConsumerGroupOffsets(
                            Map.of(rig.config.applicationId(), new ListConsumerGroupOffsetsSpec()),
                            new ListConsumerGroupOffsetsOptions().requireStable(settled))
                    .partitionsToOffsetAndMetadata(rig.config.applicationId())
                    .get(10, TimeUnit.SECONDS)
                    .get(partition(rig));
            return offset == null ? 0L : offset.offset();
        });
    }

    private static long end(FaultRig rig) throws InterruptedException {
        return answered(() -> rig.admin
                .listOffsets(Map.of(partition(rig), OffsetSpec.latest()))
                .partitionResult(partition(rig))
                .get(5, TimeUnit.SECONDS)
                .offset());
    }

    private static void delete(FaultRig rig, long to) throws InterruptedException {
        answered(() -> rig.admin
                .deleteRecords(Map.of(partition(rig), RecordsToDelete.beforeOffset(to)))
                .all()
                .get(20, TimeUnit.SECONDS));
    }

    private interface Question<T extends @Nullable Object> {
        T ask() throws ExecutionException, InterruptedException, TimeoutException;
    }

    /** Asks until the brokers, of which one may be just starting, answer. */
    private static <T extends @Nullable Object> T answered(Question<T> question) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return question.ask();
            } catch (ExecutionException | TimeoutException away) {
                if (tries == TRIES) {
                    throw new IllegalStateException("the brokers do not answer", away);
                }
                Thread.sleep(500);
            }
        }
    }
}
