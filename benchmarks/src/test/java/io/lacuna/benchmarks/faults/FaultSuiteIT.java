package io.lacuna.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of the fault suite: three brokers, two streams, a trainer; faults that hit transactions, unread records, and the network. */
class FaultSuiteIT {
    @Test
    void killedAndFrozenUnderLoadItLosesAndDoublesNothing() throws Exception {
        List<String> told = new ArrayList<>();
        List<Fault> plan =
                List.of(Fault.DELETE_UNFILLED, Fault.KILL_COORDINATOR, Fault.BLACKHOLE_BROKERS, Fault.KILL_PUBLICATION);
        boolean sound = FaultSuite.run(
                FaultArguments.of(
                        List.of("--faults", "4", "--kills", "0", "--rate", "500", "--seed", "7", "--slack", "10")),
                plan.iterator()::next,
                told::add);
        assertThat(sound).as(String.join("\n", told)).isTrue();
        assertThat(told).last().isEqualTo("verified: nothing lost, nothing doubled");
    }
}
