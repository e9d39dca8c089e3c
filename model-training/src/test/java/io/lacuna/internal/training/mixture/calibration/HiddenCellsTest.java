package io.lacuna.internal.training.mixture.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HiddenCellsTest {
    private static final double GAP = Double.NaN;

    private static Features numbers(int count) {
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < count; j++) {
            features.add(Feature.continuous("x" + j));
        }
        return new Features(features);
    }

    private static Standardizer unit(int d) {
        double[] sd = new double[d];
        Arrays.fill(sd, 1);
        return new Standardizer(new double[d], sd);
    }

    private static HiddenCells of(Features features, double[]... rows) {
        return new HiddenCells(new Table(features, List.of(rows)), unit(features.size()), new SplittableRandom(5));
    }

    private static Table complete(int n, int d) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] row = new double[d];
            for (int j = 0; j < d; j++) {
                row[j] = 100 * i + j;
            }
            rows.add(row);
        }
        return new Table(numbers(d), rows);
    }

    @Test
    void hidesThreeInTenCellsAtRandomWhereTheTableHasNoGaps() {
        Table table = complete(1_000, 4);
        HiddenCells hidden = new HiddenCells(table, unit(4), new SplittableRandom(5));
        int[] gaps = new int[4];
        for (int number = 0; number < 5_000; number++) {
            int i = hidden.next(number);
            assertThat(i).isEqualTo(number % 1_000);
            for (int j = 0; j < 4; j++) {
                if (Double.isNaN(hidden.holed()[j])) {
                    gaps[j]++;
                } else {
                    assertThat(hidden.holed()[j]).isEqualTo(table.row(i)[j]);
                }
            }
        }
        // 0.3 minus 0.3^4, the share of rows that would lose all cells; four standard errors of 5,000 draws are
        // 0.026.
        for (int count : gaps) {
            assertThat(count / 5_000.0).isCloseTo(0.3 - 0.0081, within(0.026));
        }
    }

    @Test
    void neverHidesAllThatARowShows() {
        HiddenCells hidden = new HiddenCells(complete(10, 1), unit(1), new SplittableRandom(5));
        for (int number = 0; number < 100; number++) {
            hidden.next(number);
            assertThat(hidden.holed()[0]).isNotNaN();
        }
    }

    @Test
    void aTableWithNextToNoGapsCountsAsOneWithoutAny() {
        // One gap in 50 cells is 2%, the largest share that counts as few; one in 48 is more.
        for (int n : new int[] {24, 25}) {
            List<double[]> rows = new ArrayList<>(complete(n, 2).rows());
            rows.set(7, new double[] {GAP, 700});
            HiddenCells hidden = new HiddenCells(new Table(numbers(2), rows), unit(2), new SplittableRandom(5));
            boolean others = false;
            for (int number = 0; number < 200; number++) {
                hidden.next(number);
                others |= Double.isNaN(hidden.holed()[1]);
            }
            assertThat(others).isEqualTo(n == 25);
        }
    }

    @Test
    void hidesByTheTablesOwnPatternsOfGaps() {
        SplittableRandom random = new SplittableRandom(9);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double[] row = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            if (i % 3 == 0) {
                row[1] = GAP;
            } else if (i % 3 == 1) {
                row[0] = GAP;
                row[2] = GAP;
            }
            rows.add(row);
        }
        HiddenCells hidden = new HiddenCells(new Table(numbers(3), rows), unit(3), new SplittableRandom(5));
        int[] hides = new int[3];
        for (int number = 0; number < 400; number++) {
            double[] row = rows.get(hidden.next(number));
            for (int j = 0; j < 3; j++) {
                hides[j] += !Double.isNaN(row[j]) && Double.isNaN(hidden.holed()[j]) ? 1 : 0;
            }
            assertThat(hides[0]).isEqualTo(hides[2]);
        }
        // Targets alternate, so each pattern has half of them; a few choose a row that would have no cell left.
        assertThat(hides[0]).isBetween(190, 200);
        assertThat(hides[1]).isBetween(190, 200);
    }

    @Test
    void hidesInTheRowMostLikeTheOneWithGaps() {
        // 128 draws of 5 rows include each of them; the row nearest to the target's 2 that has a second cell is
        // 1.5.
        HiddenCells hidden = of(
                numbers(2),
                new double[] {2, GAP},
                new double[] {0, 10},
                new double[] {1.5, 11},
                new double[] {2.8, 12},
                new double[] {9, 13});
        assertThat(hidden.next(0)).isEqualTo(2);
        assertThat(hidden.holed()).containsExactly(1.5, GAP);
    }

    @Test
    void likenessIsInStandardUnits() {
        // In the features' own units the first complete row is nearer (squared distances 1 + 16 = 17 against 25);
        // with standard deviations 1 and 10 the second is.
        Table table = new Table(
                numbers(3), List.of(new double[] {0, 0, GAP}, new double[] {1, 4, 5}, new double[] {0, 5, 6}));
        HiddenCells hidden = new HiddenCells(
                table, new Standardizer(new double[] {3, 3, 3}, new double[] {1, 10, 1}), new SplittableRandom(5));
        assertThat(hidden.next(0)).isEqualTo(2);
    }

    @Test
    void oneFarCellCountsNoMoreThanTwoStandardDeviations() {
        // A difference of 1,000 in one cell counts 4, less than differences of 1.5 in both cells of the other row,
        // which count 4.5.
        HiddenCells hidden =
                of(numbers(3), new double[] {0, 0, GAP}, new double[] {1_000, 0, 5}, new double[] {1.5, 1.5, 6});
        assertThat(hidden.next(0)).isEqualTo(1);
    }

    @Test
    void aCellThatOneOfTheTwoLacksCountsTwo() {
        // A lacking cell counts 2: more than a difference of 1.4, which counts 1.96, and less than one of 1.5,
        // which counts 2.25.
        HiddenCells near = of(numbers(3), new double[] {0, 0, GAP}, new double[] {GAP, 0, 5}, new double[] {1.4, 0, 6});
        assertThat(near.next(0)).isEqualTo(2);
        HiddenCells far = of(numbers(3), new double[] {0, 0, GAP}, new double[] {GAP, 0, 5}, new double[] {1.5, 0, 6});
        assertThat(far.next(0)).isEqualTo(1);
    }

    @Test
    void anotherLabelCountsTwo() {
        Features labelled = new Features(List.of(
                Feature.continuous("x"), Feature.categorical("c", List.of("a", "b", "c")), Feature.binary("hidden")));
        HiddenCells near = of(labelled, new double[] {0, 0, GAP}, new double[] {0, 2, 1}, new double[] {1.4, 0, 0});
        assertThat(near.next(0)).isEqualTo(2);
        HiddenCells far = of(labelled, new double[] {0, 0, GAP}, new double[] {0, 2, 1}, new double[] {1.5, 0, 0});
        assertThat(far.next(0)).isEqualTo(1);
    }

    @Test
    void aRowOfWhichTheGapsHideNothingIsNotChosenWhileThereIsAnother() {
        HiddenCells hidden = of(numbers(2), new double[] {2, GAP}, new double[] {2, GAP}, new double[] {500, 11});
        assertThat(hidden.next(0)).isEqualTo(2);
        assertThat(hidden.next(1)).isEqualTo(2);
        assertThat(hidden.holed()).containsExactly(500, GAP);
    }

    @Test
    void nothingIsHiddenOfARowThatWouldShowNothing() {
        HiddenCells hidden = of(numbers(2), new double[] {GAP, 7}, new double[] {3, GAP});
        int i = hidden.next(0);
        assertThat(i).isEqualTo(1);
        assertThat(hidden.holed()).containsExactly(3, GAP);
    }

    @Test
    void gapsOfARowStayGaps() {
        HiddenCells hidden = of(numbers(3), new double[] {0, GAP, 1}, new double[] {0, 5, GAP});
        assertThat(hidden.next(0)).isEqualTo(1);
        assertThat(hidden.holed()).containsExactly(0, GAP, GAP);
    }

    @Test
    void hidesWhereTheGapsLie() {
        // y is missing in half of the rows with x above 1, and in no other.
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            double x = random.nextGaussian();
            rows.add(new double[] {x, x > 1 && random.nextBoolean() ? GAP : x});
        }
        HiddenCells hidden = new HiddenCells(new Table(numbers(2), rows), unit(2), new SplittableRandom(5));
        double sum = 0;
        int below = 0;
        for (int number = 0; number < 1_000; number++) {
            double x = rows.get(hidden.next(number))[0];
            assertThat(hidden.holed()[1]).isNaN();
            sum += x;
            below += x < 0.8 ? 1 : 0;
        }
        // The mean of a normal above 1 is density(1) / (1 - cdf(1)) = 1.525.
        assertThat(sum / 1_000).isCloseTo(1.525, within(0.1));
        assertThat(below).isZero();
    }

    @Test
    void equalSeedsHideEqualCells() {
        Table table = complete(20, 3);
        HiddenCells one = new HiddenCells(table, unit(3), new SplittableRandom(5));
        HiddenCells two = new HiddenCells(table, unit(3), new SplittableRandom(5));
        for (int number = 0; number < 100; number++) {
            assertThat(one.next(number)).isEqualTo(two.next(number));
            assertThat(one.holed()).containsExactly(two.holed());
        }
    }
}
