package io.lacuna.benchmarks.faults;

import io.lacuna.sandbox.process.BrokerProcess;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/** Brokers killed, frozen, restarted, without disk; producers fenced. */
final class BrokerFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private BrokerFaults() {}

    static void killLeader(FaultRig rig, SplittableRandom random) throws InterruptedException {
        kill(rig, outputLeader(rig, random));
    }

    static int outputLeader(FaultRig rig, SplittableRandom random) throws InterruptedException {
        int partition = random.nextInt(FaultRig.PARTITIONS);
        return rig.leaders.of(new TopicPartition(rig.config.imputedTopic(), partition));
    }

    static void killCoordinator(FaultRig rig, SplittableRandom random) throws InterruptedException {
        kill(rig, rig.leaders.transactionCoordinator(rig.config.applicationId()));
    }

    static void killController(FaultRig rig, SplittableRandom random) throws InterruptedException {
        kill(rig, rig.leaders.controller());
    }

    private static void kill(FaultRig rig, int node) throws InterruptedException {
        BrokerProcess broker = rig.brokers.broker(node);
        broker.kill();
        Thread.sleep(3_000);
        broker.start();
        rig.brokers.awaitUsable(PATIENCE);
    }

    static void freezeBroker(FaultRig rig, SplittableRandom random) throws InterruptedException {
        BrokerProcess broker = rig.brokers.broker(1 + random.nextInt(rig.brokers.size()));
        broker.suspend();
        Thread.sleep(5_000);
        broker.resume();
    }

    static void rollBrokers(FaultRig rig, SplittableRandom random) {
        for (int node = 1; node <= rig.brokers.size(); node++) {
            rig.brokers.broker(node).restart();
            rig.brokers.awaitUsable(PATIENCE);
        }
    }

    static void diskFull(FaultRig rig, SplittableRandom random) throws InterruptedException {
        SmallDisk disk = rig.smallDisk;
        if (disk == null) {
            System.out.println("  not possible here: mounting a small disk needs root");
            return;
        }
        BrokerProcess broker = rig.brokers.broker(FaultRig.SMALL_DISK_BROKER);
        disk.fill();
        for (int tries = 0; broker.isAlive() && tries < 150; tries++) {
            Thread.sleep(100);
        }
        if (broker.isAlive()) {
            broker.kill(); // It hung on its full disk.
        }
        disk.makeRoom();
        broker.start();
        rig.brokers.awaitUsable(PATIENCE);
    }

    /** As an operator could, or a second application with the same name. */
    static void fenceProducers(FaultRig rig, SplittableRandom random) throws InterruptedException {
        for (int attempt = 1; attempt <= 3; attempt++) {
            try {
                rig.admin
                        .fenceProducers(Transactions.ids(rig.admin, rig.config.applicationId()))
                        .all()
                        .get(10, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException | TimeoutException away) {
                System.out.println("  not fenced: " + away);
            }
        }
    }
}
