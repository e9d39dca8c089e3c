package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldOutTest {
    private static final Features FEATURES =
            new Features(List.of(Feature.continuous("place"), Feature.continuous("b"), Feature.continuous("c")));

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 40, 1000, 5003})
    void everyRowIsEitherLearntOrHeldOutAndTheNewestIsHeldOut(int n) {
        Table window = window(n);
        HeldOut held = HeldOut.of(window, 0.2, 0.3, 1);
        Set<double[]> learnt = new HashSet<>(held.learnt().rows());
        Set<double[]> truth = new HashSet<>(held.truth().rows());
        assertThat(learnt.size() + truth.size()).isEqualTo(n);
        assertThat(learnt).doesNotContainAnyElementsOf(truth).isNotEmpty();
        assertThat(truth).contains(window.row(n - 1));
        if (n >= 40) {
            assertThat(truth.size() / (double) n).isBetween(0.17, 0.23);
        }
    }

    @Test
    void heldOutRowsStandInStretches() {
        HeldOut held = HeldOut.of(window(1000), 0.2, 0.3, 1);
        int breaks = 0;
        for (int i = 1; i < held.truth().size(); i++) {
            breaks += held.truth().row(i)[0] == held.truth().row(i - 1)[0] + 1 ? 0 : 1;
        }
        assertThat(breaks).isBetween(15, 20);
    }

    @Test
    void onlyObservedCellsAreHiddenAndAllElseStays() {
        HeldOut held = HeldOut.of(window(1000), 0.2, 0.3, 1);
        for (int i = 0; i < held.truth().size(); i++) {
            for (int j = 0; j < 3; j++) {
                double truth = held.truth().row(i)[j];
                double left = held.masks().table().row(i)[j];
                if (held.masks().hidden()[i][j]) {
                    assertThat(truth).isFinite();
                    assertThat(left).isNaN();
                } else {
                    assertThat(Double.valueOf(left)).isEqualTo(Double.valueOf(truth));
                }
            }
        }
    }

    /** In the window c is missing exactly where b is, so half of the records have hidden both or neither. */
    @Test
    void someRecordsHaveThePatternOfOthers() {
        HeldOut held = HeldOut.of(window(2000), 0.2, 0.0, 1);
        int both = 0;
        for (boolean[] hidden : held.masks().hidden()) {
            assertThat(hidden[0]).isFalse();
            both += hidden[1] && hidden[2] ? 1 : 0;
            assertThat(hidden[1]).isEqualTo(hidden[2]);
        }
        assertThat(both).isGreaterThan(20);
    }

    @Test
    void theSameSeedHidesTheSameCells() {
        boolean[][] once = HeldOut.of(window(300), 0.2, 0.3, 5).masks().hidden();
        assertThat(HeldOut.of(window(300), 0.2, 0.3, 5).masks().hidden()).isEqualTo(once);
        assertThat(HeldOut.of(window(300), 0.2, 0.3, 6).masks().hidden()).isNotEqualTo(once);
    }

    /** The first cell is the row's index; every fourth row misses the other two cells. */
    private static Table window(int n) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double other = i % 4 == 0 ? Double.NaN : i;
            rows.add(new double[] {i, other, other});
        }
        return new Table(FEATURES, rows);
    }
}
