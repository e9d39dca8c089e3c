package io.lacuna.benchmarks.faults;

import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.ModelsHistory;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.sandbox.process.BrokerProcess;
import io.lacuna.sandbox.process.ChildJvm;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** The faults of the suite. Processes that a fault ends are started again, and processes that it freezes continue. */
enum Fault {
    KILL_STREAM("kill -9 of a stream", 10, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) {
            rig.streams[random.nextInt(FaultRig.STREAMS)].kill();
        }
    },
    KILL_BOTH_STREAMS("kill -9 of both streams", 3, 2) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) {
            for (ChildJvm stream : rig.streams) {
                stream.kill();
            }
        }
    },
    FREEZE_STREAM("stream frozen beyond its transaction's timeout, then let go", 2, 0) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            ChildJvm stream = rig.streams[random.nextInt(FaultRig.STREAMS)];
            if (stream.isAlive()) {
                stream.suspend();
                Thread.sleep(FaultRig.TRANSACTION_TIMEOUT_MS + 4_000);
                stream.resume();
            }
        }
    },
    ROLLING_RESTART("rolling restart of the streams", 1, 0) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            for (int i = 0; i < FaultRig.STREAMS; i++) {
                rig.streams[i].stop(Duration.ofSeconds(25));
                rig.streams[i] = rig.stream(i);
                Thread.sleep(2_000);
            }
        }
    },
    EXTRA_STREAMS("two more streams come and go, 3 s between", 2, 0) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            ChildJvm third = rig.stream(FaultRig.STREAMS);
            Thread.sleep(3_000);
            ChildJvm fourth = rig.stream(FaultRig.STREAMS + 1);
            Thread.sleep(3_000);
            third.stop(Duration.ofSeconds(25));
            Thread.sleep(3_000);
            fourth.stop(Duration.ofSeconds(25));
        }
    },
    LOSE_STATE("kill -9 of a stream, its state directory deleted", 2, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) {
            int i = random.nextInt(FaultRig.STREAMS);
            rig.streams[i].kill();
            FaultSuite.delete(rig.stateDir(i));
        }
    },
    KILL_LEADER("kill -9 of an output partition's leader, back after 3 s", 2, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            int partition = random.nextInt(FaultRig.PARTITIONS);
            killBroker(rig, rig.leaders.of(new TopicPartition(rig.config.imputedTopic(), partition)));
        }
    },
    KILL_COORDINATOR("kill -9 of the transactions' coordinator, back after 3 s", 2, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            killBroker(rig, rig.leaders.transactionCoordinator(rig.config.applicationId()));
        }
    },
    KILL_CONTROLLER("kill -9 of the active controller, back after 3 s", 2, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            killBroker(rig, rig.leaders.controller());
        }
    },
    FREEZE_BROKER("broker frozen for 5 s", 1, 0) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            BrokerProcess broker = rig.brokers.broker(1 + random.nextInt(rig.brokers.size()));
            broker.suspend();
            Thread.sleep(5_000);
            broker.resume();
        }
    },
    DISK_FULL("disk of a broker full until it ends, then room again", 1, 0) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
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
            rig.brokers.awaitUsable(Duration.ofSeconds(60));
        }
    },
    REGISTRY_GONE("registry refuses for 5 s, a stream killed meanwhile", 1, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            try {
                rig.registryDoor.shut();
                int i = random.nextInt(FaultRig.STREAMS);
                rig.streams[i].kill();
                rig.supervise(); // It starts while there is no registry.
                Thread.sleep(5_000);
                rig.registryDoor.open();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    },
    FREEZE_REGISTRY("registry frozen for 5 s, a stream killed meanwhile", 1, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            rig.registryProcess.suspend();
            rig.streams[random.nextInt(FaultRig.STREAMS)].kill();
            Thread.sleep(5_000);
            rig.registryProcess.resume();
        }
    },
    KILL_PUBLICATION("kill -9 of the trainer while it publishes", 3, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            long before = rig.leaders.end(rig.config.modelsTopic());
            long deadline = System.nanoTime() + 15_000_000_000L;
            while (rig.leaders.end(rig.config.modelsTopic()) <= before && System.nanoTime() < deadline) {
                Thread.sleep(1);
            }
            rig.trainer.kill();
        }
    },
    KILL_TRAINER("kill -9 of the trainer", 2, 1) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
            Thread.sleep(random.nextInt(3_000)); // At any point of reading, fitting and publishing.
            rig.trainer.kill();
        }
    },
    FOREIGN_MODEL("a generation whose artifact is damaged", 2, 0) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) {
            byte[] noise = new byte[10_000];
            random.nextBytes(noise);
            publishing(() -> new GenerationPublisher(rig.config.modelsTopicSettings())
                    .publish(noise, new GenerationPublisher.Draft(Reason.IMPORT, 0, "noise", Map.of(), Map.of())));
        }
    },
    ROLLBACK("rollback under load", 2, 0) {
        @Override
        void strike(FaultRig rig, SplittableRandom random) {
            List<Generation> fitted;
            try (ModelsTopicReader reader = ModelsTopicReader.open(rig.config.modelsTopicSettings())) {
                ModelsHistory history = reader.read();
                long newest =
                        history.newestPublished().map(Generation::getNumber).orElse(0L);
                fitted = history.generations().stream()
                        .filter(generation -> generation.getOutcome() == Outcome.PUBLISHED
                                && generation.getReason() != Reason.IMPORT
                                && generation.getNumber() > newest - KEPT
                                && generation.getNumber() != newest)
                        .toList();
            }
            if (!fitted.isEmpty()) {
                long back = fitted.get(random.nextInt(fitted.size())).getNumber();
                publishing(
                        () -> new GenerationPublisher(rig.config.modelsTopicSettings()).rollback(back, "fault suite"));
            }
        }
    };

    /** Of older generations the models may be gone. */
    private static final int KEPT = 10;

    /** The fault's name in the table. */
    final String words;

    /** How often it occurs in one cycle of the plan. */
    final int weight;

    /** The number of processes it kills. */
    final int kills;

    Fault(String words, int weight, int kills) {
        this.words = words;
        this.weight = weight;
        this.kills = kills;
    }

    private static void killBroker(FaultRig rig, int node) throws InterruptedException {
        BrokerProcess broker = rig.brokers.broker(node);
        broker.kill();
        Thread.sleep(3_000);
        broker.start();
        rig.brokers.awaitUsable(Duration.ofSeconds(60));
    }

    abstract void strike(FaultRig rig, SplittableRandom random) throws InterruptedException;

    /**
     * The trainer may publish at the same time, and brokers may be down: a publication that fails says so and is not
     * repeated.
     */
    private static void publishing(Runnable publication) {
        try {
            publication.run();
        } catch (SetupException lost) {
            System.out.println("  not published: " + lost.getMessage());
        }
    }

    /**
     * An endless plan: all faults, each as often as its weight, in an order given by the seed; then again.
     *
     * @param only the faults to use; empty for all
     */
    static Supplier<Fault> plan(SplittableRandom random, List<Fault> only) {
        Deque<Fault> deck = new ArrayDeque<>();
        return () -> {
            if (deck.isEmpty()) {
                List<Fault> all = new ArrayList<>();
                for (Fault fault : only.isEmpty() ? List.of(values()) : only) {
                    all.addAll(Collections.nCopies(fault.weight, fault));
                }
                Collections.shuffle(all, new Random(random.nextLong()));
                deck.addAll(all);
            }
            return deck.remove();
        };
    }
}
