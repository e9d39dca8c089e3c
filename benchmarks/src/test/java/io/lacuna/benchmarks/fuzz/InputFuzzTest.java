package io.lacuna.benchmarks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputFuzzTest {
    @Test
    void malformedInputOfEveryKindIsReadOrRefused() throws Exception {
        List<String> told = new ArrayList<>();
        assertThat(new InputFuzz().run(10_000, 60_000, 1, told::add)).isEqualTo(10_000);
        assertThat(told).hasSize(6).last().asString().contains("no crash");
        assertThat(told.subList(0, 5))
                .allSatisfy(line -> assertThat(Integer.parseInt(line.replaceAll(".* (\\d+) kinds.*", "$1")))
                        .isPositive());
    }

    @Test
    void aCrashAndAnAllocationBeyondBoundsAreFound() {
        Watched watched = new Watched();
        assertThatThrownBy(() -> watched.outcome(new byte[3], bytes -> {
                    throw new ArrayIndexOutOfBoundsException(3);
                }))
                .hasMessageContaining("found: java.lang.ArrayIndexOutOfBounds");
        assertThatThrownBy(() -> watched.outcome(new byte[3], bytes -> "read " + new byte[100 << 20].length))
                .hasMessageContaining("bytes allocated for 3");
        assertThatThrownBy(() -> watched.outcome(new byte[3], bytes -> {
                    throw new OutOfMemoryError("planted");
                }))
                .hasMessageContaining("found: java.lang.OutOfMemoryError");
    }
}
