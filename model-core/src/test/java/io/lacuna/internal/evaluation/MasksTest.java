package io.lacuna.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MasksTest {
    private static final Features TWO = new Features(List.of(Feature.continuous("a"), Feature.continuous("b")));

    @Test
    void hidesObservedCellsOnlyAndLeavesTheTableAlone() {
        double[] row = {1, Double.NaN};
        Masks masks = Masks.completelyAtRandom(new Table(TWO, List.of(row)), 1, new SplittableRandom(1));
        assertThat(masks.hidden()[0]).containsExactly(true, false);
        assertThat(masks.table().row(0)).containsExactly(Double.NaN, Double.NaN);
        assertThat(row).containsExactly(1, Double.NaN);
    }

    @Test
    void hidesAboutTheRequestedShare() {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            rows.add(new double[] {i, -i});
        }
        Masks masks = Masks.completelyAtRandom(new Table(TWO, rows), 0.3, Seeds.random(7, "mask"));
        assertThat(masks.count() / 10_000.0).isCloseTo(0.3, within(0.02));
    }

    @Test
    void seedsOfDifferentUsesGiveDifferentStreams() {
        assertThat(Seeds.random(7, "mask").nextLong())
                .isEqualTo(Seeds.random(7, "mask").nextLong())
                .isNotEqualTo(Seeds.random(7, "split").nextLong())
                .isNotEqualTo(Seeds.random(8, "mask").nextLong());
        assertThat(Seeds.ofRecordSeed(1, "t", 0, 5))
                .isNotEqualTo(Seeds.ofRecordSeed(1, "t", 5, 0))
                .isNotEqualTo(Seeds.ofRecordSeed(1, "u", 0, 5));
    }
}
