package io.lacuna.internal.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimelineTest {
    private final Timeline timeline = new Timeline(new long[] {30, 10, 10, 20, 5}, new int[] {7, 3, 7, 3, 7});

    @Test
    void rowsOfAKeyStandInTheOrderOfTheirTimes() {
        assertThat(timeline.byKey()).isDeepEqualTo(new int[][] {{4, 2, 0}, {1, 3}});
    }

    @Test
    void rowsOfEqualTimesKeepTheirOrder() {
        assertThat(timeline.order()).containsExactly(4, 1, 2, 3, 0);
    }

    @Test
    void theUsualStepIsTheMedianWithinKeys() {
        assertThat(timeline.usualStep()).isEqualTo(10);
        assertThat(new Timeline(new long[] {5, 5}, new int[2]).usualStep()).isEqualTo(1);
    }

    @Test
    void rowsCountWithinTheirKey() {
        assertThat(Timeline.ofRows(new int[] {1, 2, 1, 1, 2}).times()).containsExactly(0, 0, 1, 2, 1);
        assertThat(Timeline.ofRows(3).times()).containsExactly(0, 1, 2);
    }

    @Test
    void someRowsKeepTheirTimesAndKeys() {
        Timeline some = timeline.select(new int[] {3, 0});
        assertThat(some.times()).containsExactly(20, 30);
        assertThat(some.keys()).containsExactly(3, 7);
    }

    @Test
    void eachRowHasATimeAndAKey() {
        assertThatThrownBy(() -> new Timeline(new long[2], new int[3])).hasMessage("2 times for 3 keys");
    }
}
