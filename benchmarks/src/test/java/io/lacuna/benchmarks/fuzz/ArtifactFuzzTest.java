package io.lacuna.benchmarks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactFuzzTest {
    @Test
    void goesOnUntilThereWereEnoughAndFindsManyReasons() {
        List<String> told = new ArrayList<>();
        assertThat(new ArtifactFuzz().run(3_000, 60_000, 5, told::add)).isEqualTo(3_000);
        String last = told.get(told.size() - 1);
        assertThat(last).contains("3000 executions", "no crash");
        assertThat(Integer.parseInt(last.replaceAll(".*refused for (\\d+) reasons", "$1")))
                .isGreaterThan(10);
    }

    @Test
    void changesAreMadeAgainFromTheSameSeed() {
        byte[] body = Mutations.body(Specimens.artifacts().get(0));
        Mutations one = new Mutations(new java.util.SplittableRandom(3));
        Mutations two = new Mutations(new java.util.SplittableRandom(3));
        for (int i = 0; i < 50; i++) {
            assertThat(one.mutated(body, body)).isEqualTo(two.mutated(body, body));
        }
    }
}
