package io.lacuna.benchmarks.faults;

import io.lacuna.sandbox.process.ChildJvm;
import java.time.Duration;
import java.util.SplittableRandom;

/** Streams and the registry killed, frozen, restarted. */
final class ProcessFaults {
    private ProcessFaults() {}

    static ChildJvm anyStream(FaultRig rig, SplittableRandom random) {
        return rig.streams[random.nextInt(FaultRig.STREAMS)];
    }

    static void killStream(FaultRig rig, SplittableRandom random) {
        anyStream(rig, random).kill();
    }

    static void killBothStreams(FaultRig rig, SplittableRandom random) {
        for (ChildJvm stream : rig.streams) {
            stream.kill();
        }
    }

    static void freezeStream(FaultRig rig, SplittableRandom random) throws InterruptedException {
        ChildJvm stream = anyStream(rig, random);
        if (stream.isAlive()) {
            stream.suspend();
            Thread.sleep(FaultRig.TRANSACTION_TIMEOUT_MS + 4_000);
            stream.resume();
        }
    }

    static void rollingRestart(FaultRig rig, SplittableRandom random) throws InterruptedException {
        for (int i = 0; i < FaultRig.STREAMS; i++) {
            rig.streams[i].stop(Duration.ofSeconds(25));
            rig.streams[i] = rig.stream(i);
            Thread.sleep(2_000);
        }
    }

    static void extraStreams(FaultRig rig, SplittableRandom random) throws InterruptedException {
        ChildJvm third = rig.stream(FaultRig.STREAMS);
        Thread.sleep(3_000);
        ChildJvm fourth = rig.stream(FaultRig.STREAMS + 1);
        Thread.sleep(3_000);
        third.stop(Duration.ofSeconds(25));
        Thread.sleep(3_000);
        fourth.stop(Duration.ofSeconds(25));
    }

    static void loseState(FaultRig rig, SplittableRandom random) {
        int i = random.nextInt(FaultRig.STREAMS);
        rig.streams[i].kill();
        FaultSuite.delete(rig.stateDir(i));
    }

    static void registryGone(FaultRig rig, SplittableRandom random) throws InterruptedException {
        rig.registryLink.refuse();
        try {
            anyStream(rig, random).kill();
            rig.supervise(); // It starts while there is no registry.
            Thread.sleep(5_000);
        } finally {
            rig.registryLink.pass();
        }
    }

    static void freezeRegistry(FaultRig rig, SplittableRandom random) throws InterruptedException {
        rig.registryProcess.suspend();
        anyStream(rig, random).kill();
        Thread.sleep(5_000);
        rig.registryProcess.resume();
    }
}
