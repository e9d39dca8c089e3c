package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AbandonedTransactionsTest {
    private static final String ALIVE = "9c0b6c3e-8f4f-4e57-9a40-2d6f1c2b7a11";
    private static final String GONE = "11111111-2222-3333-4444-555555555555";

    @Test
    void areThoseOfProcessesThatAreInTheGroupNoMore() {
        List<String> open = List.of("plant-" + ALIVE + "-1", "plant-" + GONE + "-1", "plant-" + GONE + "-2");
        List<String> members =
                List.of("plant-" + ALIVE + "-StreamThread-1-consumer", "plant-" + ALIVE + "-StreamThread-2-consumer");
        assertThat(AbandonedTransactions.abandoned("plant", open, members))
                .containsExactly("plant-" + GONE + "-1", "plant-" + GONE + "-2");
    }

    @Test
    void neverBelongToAnotherApplicationOrToTheTrainer() {
        List<String> open = List.of("plant-models-trainer", "plant-b-" + GONE + "-1", "plantb-" + GONE + "-1");
        assertThat(AbandonedTransactions.abandoned("plant", open, List.of())).isEmpty();
    }
}
