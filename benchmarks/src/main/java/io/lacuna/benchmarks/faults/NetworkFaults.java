package io.lacuna.benchmarks.faults;

import io.lacuna.sandbox.network.FaultyLink;
import io.lacuna.sandbox.process.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The network between the streams and the brokers, the coordinators or the registry. Each fault ends by itself. */
final class NetworkFaults {
    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final Duration REGISTRY_LATENCY = Duration.ofMillis(500);
    private static final int THROTTLED = 200_000;
    private static final int DRIP = 2;

    /** Long enough to be seen by readiness. */
    private static final int OUTAGE_MS = 14_000;

    private static final int SLOW_MS = 8_000;
    private static final int RESETS = 5;
    private static final int SLOW_CLIENTS = 200;

    private NetworkFaults() {}

    static void latency(FaultRig rig, SplittableRandom random) throws InterruptedException {
        forAll(rig, link -> link.latency(LATENCY), SLOW_MS);
    }

    static void throttle(FaultRig rig, SplittableRandom random) throws InterruptedException {
        forAll(rig, link -> link.throttle(THROTTLED), SLOW_MS);
    }

    static void blackhole(FaultRig rig, SplittableRandom random) throws InterruptedException {
        forAll(rig, FaultyLink::blackhole, OUTAGE_MS);
    }

    static void halfOpen(FaultRig rig, SplittableRandom random) throws InterruptedException {
        forAll(rig, FaultyLink::halfOpen, OUTAGE_MS);
    }

    private static void forAll(FaultRig rig, Consumer<FaultyLink> fault, int ms) throws InterruptedException {
        rig.links.all(fault);
        heal(rig, ms);
    }

    private static void heal(FaultRig rig, int afterMs) throws InterruptedException {
        try {
            Thread.sleep(afterMs);
        } finally {
            rig.links.all(FaultyLink::pass);
        }
    }

    static void resets(FaultRig rig, SplittableRandom random) throws InterruptedException {
        for (int reset = 0; reset < RESETS; reset++) {
            rig.links.all(FaultyLink::reset);
            Thread.sleep(200 + random.nextInt(600));
        }
    }

    /** It goes on working alone, is replaced, and comes back fenced. */
    static void cutOffStream(FaultRig rig, SplittableRandom random) throws InterruptedException {
        rig.links.ofStream(random.nextInt(FaultRig.STREAMS), FaultyLink::blackhole);
        heal(rig, FaultRig.TRANSACTION_TIMEOUT_MS + 4_000);
    }

    static void halfOpenStream(FaultRig rig, SplittableRandom random) throws InterruptedException {
        rig.links.ofStream(random.nextInt(FaultRig.STREAMS), FaultyLink::halfOpen);
        heal(rig, FaultRig.TRANSACTION_TIMEOUT_MS + 4_000);
    }

    static void cutOffLeader(FaultRig rig, SplittableRandom random) throws InterruptedException {
        cutOff(rig, BrokerFaults.outputLeader(rig, random));
    }

    static void cutOffCoordinator(FaultRig rig, SplittableRandom random) throws InterruptedException {
        cutOff(rig, rig.leaders.transactionCoordinator(rig.config.applicationId()));
    }

    static void cutOffGroup(FaultRig rig, SplittableRandom random) throws InterruptedException {
        cutOff(rig, rig.leaders.groupCoordinator(rig.config.applicationId()));
    }

    private static void cutOff(FaultRig rig, int node) throws InterruptedException {
        rig.links.toBroker(node, FaultyLink::blackhole);
        heal(rig, SLOW_MS);
    }

    static void slowRegistry(FaultRig rig, SplittableRandom random) throws InterruptedException {
        registry(rig, random, link -> link.latency(REGISTRY_LATENCY));
    }

    static void silentRegistry(FaultRig rig, SplittableRandom random) throws InterruptedException {
        registry(rig, random, FaultyLink::blackhole);
    }

    static void drip(FaultRig rig, SplittableRandom random) throws InterruptedException {
        registry(rig, random, link -> link.throttle(DRIP));
    }

    private static void registry(FaultRig rig, SplittableRandom random, Consumer<FaultyLink> fault)
            throws InterruptedException {
        fault.accept(rig.registryLink);
        try {
            ProcessFaults.anyStream(rig, random).kill();
            rig.supervise();
            Thread.sleep(SLOW_MS);
        } finally {
            rig.registryLink.pass();
        }
    }

    /** Connections that begin a request and do not end it; the poller asks for health meanwhile. */
    static void slowHttpClients(FaultRig rig, SplittableRandom random) throws InterruptedException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (ChildJvm stream : rig.streams) {
                List<URI> addresses = Stream.of(rig.httpAddress(stream), rig.healthAddress(stream))
                        .flatMap(Optional::stream)
                        .toList();
                for (int i = 0; i < SLOW_CLIENTS && !addresses.isEmpty() && stream.isAlive(); i++) {
                    Socket client = new Socket();
                    clients.add(client);
                    client.connect(
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(),
                                    addresses.get(i % addresses.size()).getPort()),
                            500);
                    client.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.US_ASCII));
                }
            }
            Thread.sleep(6_000);
        } catch (IOException refused) {
            System.out.println("  not all slow clients were let in: " + refused.getMessage());
        } finally {
            clients.forEach(NetworkFaults::close);
        }
    }

    private static void close(Socket client) {
        try {
            client.close();
        } catch (IOException gone) {
            // The server closed it first.
        }
    }
}
