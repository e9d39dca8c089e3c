package io.lacuna.benchmarks.attacks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of the attacks: those of a few seconds, one from each side. */
class AttackSuiteIT {
    @Test
    void theRulesHold() {
        assertThatCode(() -> new AttackSuite()
                        .run(List.of(
                                "--only",
                                "year-2100,retention,partitions,number,fixed,large,secrets,columns,in-place")))
                .doesNotThrowAnyException();
    }

    @Test
    void anUnknownAttackIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> new AttackSuite().run(List.of("--only", "nothing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blackhole");
    }
}
