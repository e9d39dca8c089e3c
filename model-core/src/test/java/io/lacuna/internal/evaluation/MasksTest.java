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
import java.util.stream.IntStream;
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
    void ofOneRowNoMoreCellsAreHiddenThanAllowed() {
        double[] row = {1, Double.NaN, 3, 4, 5};
        double[] into = new double[5];
        assertThat(Masks.hideAtRandom(row, 1, 2, new SplittableRandom(1), into)).isEqualTo(2);
        assertThat(into).containsExactly(Double.NaN, Double.NaN, Double.NaN, 4, 5);
        assertThat(Masks.hideAtRandom(row, 1, 0, new SplittableRandom(1), into)).isZero();
        assertThat(into).containsExactly(row);
        assertThat(Masks.isHidden(row, new double[] {Double.NaN, Double.NaN, 3, 4, 5}, 0))
                .isTrue();
        assertThat(Masks.isHidden(row, new double[] {1, Double.NaN, 3, 4, 5}, 1))
                .isFalse();
    }

    /** A cell's number does not depend on whether the cells before it were observed, or could still be hidden. */
    @Test
    void takesOneRandomNumberPerCell() {
        for (double[] row : new double[][] {{1, 2, 3, 4}, {Double.NaN, Double.NaN, Double.NaN, 4}}) {
            for (int most : new int[] {0, 1, 4}) {
                SplittableRandom random = new SplittableRandom(3);
                Masks.hideAtRandom(row, 0.5, most, random, new double[4]);
                SplittableRandom four = new SplittableRandom(3);
                for (int j = 0; j < 4; j++) {
                    four.nextDouble();
                }
                assertThat(random.nextLong()).isEqualTo(four.nextLong());
            }
        }
    }

    @Test
    void everySecondRowTakesTheGapsOfARowWithGaps() {
        List<double[]> rows = List.of(new double[] {1, 2}, new double[] {3, 4}, new double[] {5, 6});
        Table patterns = new Table(TWO, List.of(new double[] {Double.NaN, 0}));
        Masks masks = Masks.atRandomAndByPattern(new Table(TWO, rows), patterns, 0, new SplittableRandom(1));
        assertThat(masks.hidden()).isEqualTo(new boolean[][] {{false, false}, {true, false}, {false, false}});
        Table complete = new Table(TWO, List.of(new double[] {0, 0}));
        assertThat(Masks.atRandomAndByPattern(new Table(TWO, rows), complete, 1, new SplittableRandom(1))
                        .count())
                .isEqualTo(6);
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

    @Test
    void gapsAreThoseOfAnotherTimeAndHiddenTogether() {
        int n = 900;
        SplittableRandom random = new SplittableRandom(3);
        double[][] rows = new double[n][3];
        for (int t = 0; t < n; t++) {
            rows[t][0] = random.nextDouble();
            rows[t][1] = rows[t][0];
            rows[t][2] = random.nextDouble();
            if (t / 20 % 4 == 0) {
                rows[t][0] = Double.NaN;
                rows[t][1] = Double.NaN;
            }
        }
        int[] run = IntStream.range(0, n).toArray();
        double[][] masked = Masks.gaps(rows, List.of(run), 2, 1, random);
        int hidden = 0;
        int begun = 0;
        for (int t = 0; t < n; t++) {
            assertThat(masked[t][2]).isEqualTo(rows[t][2]);
            assertThat(Double.isNaN(masked[t][0])).isEqualTo(Double.isNaN(masked[t][1]));
            boolean now = Masks.isHidden(rows[t], masked[t], 0);
            hidden += now ? 1 : 0;
            begun += now && t > 0 && !Masks.isHidden(rows[t - 1], masked[t - 1], 0) ? 1 : 0;
            assertThat(Double.isNaN(rows[t][0]) && !Double.isNaN(masked[t][0])).isFalse();
        }
        assertThat(hidden).isBetween(100, 250);
        // Whole gaps, not single cells.
        assertThat(hidden / (double) begun).isGreaterThan(8);
    }

    @Test
    void featuresWithoutGapsGetGapsOfTheirOwn() {
        double[][] rows = new double[3000][2];
        int[] run = IntStream.range(0, 2000).toArray();
        double[][] masked = Masks.gaps(rows, List.of(run), 2, 1, new SplittableRandom(5));
        int hidden = 0;
        for (int place : run) {
            hidden += Double.isNaN(masked[place][0]) ? 1 : 0;
        }
        assertThat(hidden / 2000.0).isBetween(0.2, 0.4);
        assertThat(masked[2500]).isNull();
        assertThat(rows[0]).containsExactly(0, 0);
    }
}
