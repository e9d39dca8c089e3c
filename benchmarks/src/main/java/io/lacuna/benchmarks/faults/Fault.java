package io.lacuna.benchmarks.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The faults of the suite. Processes that a fault ends are started again, and processes that it freezes continue. */
enum Fault {
    KILL_STREAM("kill -9 of a stream, whatever the other one does", 4, 1, ProcessFaults::killStream),
    KILL_ONE_OF_TWO("kill -9 of one of two streams that work", 6, 1, ProcessFaults::killStream) {
        @Override
        void prepare(FaultRig rig) throws InterruptedException {
            rig.awaitBothStreams();
            FaultSuite.awaitCaughtUp(rig);
        }
    },
    KILL_BOTH_STREAMS("kill -9 of both streams", 3, 2, ProcessFaults::killBothStreams),
    FREEZE_STREAM("stream frozen beyond its transaction's timeout, then let go", 2, 0, ProcessFaults::freezeStream),
    ROLLING_RESTART("rolling restart of the streams", 1, 0, ProcessFaults::rollingRestart),
    EXTRA_STREAMS("two more streams come and go, 3 s between", 2, 0, ProcessFaults::extraStreams),
    LOSE_STATE("kill -9 of a stream, its state directory deleted", 2, 1, ProcessFaults::loseState),
    KILL_LEADER("kill -9 of an output partition's leader, back after 3 s", 2, 1, BrokerFaults::killLeader),
    KILL_COORDINATOR("kill -9 of the transactions' coordinator, back after 3 s", 2, 1, BrokerFaults::killCoordinator),
    KILL_CONTROLLER("kill -9 of the active controller, back after 3 s", 2, 1, BrokerFaults::killController),
    FREEZE_BROKER("broker frozen for 5 s", 1, 0, BrokerFaults::freezeBroker),
    ROLL_BROKERS("rolling restart of the brokers", 1, 0, BrokerFaults::rollBrokers),
    DISK_FULL("disk of a broker full until it ends, then room again", 1, 0, BrokerFaults::diskFull),
    FENCE_PRODUCERS("all producers of the streams fenced", 2, 0, BrokerFaults::fenceProducers),
    REGISTRY_GONE("registry refuses for 5 s, a stream killed meanwhile", 1, 1, ProcessFaults::registryGone),
    FREEZE_REGISTRY("registry frozen for 5 s, a stream killed meanwhile", 1, 1, ProcessFaults::freezeRegistry),
    KILL_PUBLICATION("kill -9 of the trainer while it publishes", 3, 1, ModelFaults::killPublication),
    KILL_TRAINER("kill -9 of the trainer", 2, 1, ModelFaults::killTrainer),
    FOREIGN_MODEL("a generation whose artifact is damaged", 2, 0, ModelFaults::foreignModel),
    STRAY_CHUNKS("8 MB of chunks in the models topic that no generation names", 1, 0, ModelFaults::strayChunks),
    STRAY_TOMBSTONE("a tombstone with the highest generation number", 1, 0, ModelFaults::strayTombstone),
    ROLLBACK("rollback under load", 2, 0, ModelFaults::rollback),
    SLOW_LINK("200 ms between streams and brokers for 8 s", 2, 0, NetworkFaults::latency),
    THROTTLE_LINK("200 KB/s a connection from streams to brokers for 8 s", 2, 0, NetworkFaults::throttle),
    RESET_LINKS("connections to the brokers reset five times", 2, 0, NetworkFaults::resets),
    BLACKHOLE_BROKERS("nothing passes between streams and brokers for 14 s", 1, 0, NetworkFaults::blackhole),
    HALF_OPEN_BROKERS("answers of the brokers lost for 14 s", 1, 0, NetworkFaults::halfOpen),
    CUT_OFF_STREAM("one stream cut off from all brokers for 9 s", 2, 0, NetworkFaults::cutOffStream),
    HALF_OPEN_STREAM("answers to one stream lost for 9 s", 1, 0, NetworkFaults::halfOpenStream),
    CUT_OFF_LEADER("streams cut off from an output partition's leader for 8 s", 2, 0, NetworkFaults::cutOffLeader),
    CUT_OFF_COORDINATOR(
            "streams cut off from the transactions' coordinator for 8 s", 2, 0, NetworkFaults::cutOffCoordinator),
    CUT_OFF_GROUP("streams cut off from the group's coordinator for 8 s", 2, 0, NetworkFaults::cutOffGroup),
    SLOW_REGISTRY("500 ms to the registry for 8 s, a stream killed meanwhile", 1, 1, NetworkFaults::slowRegistry),
    BLACKHOLE_REGISTRY("registry unreachable for 8 s, a stream killed meanwhile", 1, 1, NetworkFaults::silentRegistry),
    DRIP_REGISTRY("2 bytes/s from the registry for 8 s, a stream killed meanwhile", 1, 1, NetworkFaults::drip),
    SLOW_HTTP_CLIENTS("200 slow HTTP clients at each stream for 6 s", 1, 0, NetworkFaults::slowHttpClients),
    DELETE_UNFILLED("records deleted before they are filled, both streams killed", 2, 2, DeletionFaults::beforeFilled),
    DELETE_FROZEN("records deleted before they are filled, both streams frozen", 1, 0, DeletionFaults::underFrozen),
    DELETE_NEWEST("the newest records deleted while the streams run", 1, 0, DeletionFaults::newest),
    DELETE_FILLED("records deleted after they are filled", 1, 0, DeletionFaults::filled);

    /** The fault's name in the table. */
    final String words;

    /** How often it occurs in one cycle of the plan. */
    final int weight;

    /** The number of processes it kills. */
    final int kills;

    private final Strike strike;

    /** What a fault does; it returns when the fault is over. */
    interface Strike {
        void at(FaultRig rig, SplittableRandom random) throws InterruptedException;
    }

    Fault(String words, int weight, int kills, Strike strike) {
        this.words = words;
        this.weight = weight;
        this.kills = kills;
        this.strike = strike;
    }

    /** What must be so before the fault begins; its time does not count. */
    void prepare(FaultRig rig) throws InterruptedException {}

    void strike(FaultRig rig, SplittableRandom random) throws InterruptedException {
        strike.at(rig, random);
    }

    /** The fault's name on the command line. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * An endless plan: every fault once in an order given by the seed, then all faults, each as often as its weight, in
     * an order given by the seed; then again.
     *
     * @param only the faults to use; empty for all
     */
    static Supplier<Fault> plan(SplittableRandom random, List<Fault> only) {
        List<Fault> used = only.isEmpty() ? List.of(values()) : only;
        Deque<Fault> deck = new ArrayDeque<>(shuffled(used, random));
        return () -> {
            if (deck.isEmpty()) {
                List<Fault> all = new ArrayList<>();
                for (Fault fault : used) {
                    all.addAll(Collections.nCopies(fault.weight, fault));
                }
                deck.addAll(shuffled(all, random));
            }
            return deck.remove();
        };
    }

    private static List<Fault> shuffled(List<Fault> faults, SplittableRandom random) {
        List<Fault> shuffled = new ArrayList<>(faults);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        return shuffled;
    }
}
