package io.lacuna.internal.training.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.inference.relation.LinearRelations;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RelationFinderTest {

    /** Rows from a recipe, with cells missing at random. */
    private static Table table(int rows, double missing, Function<SplittableRandom, double[]> recipe, String... names) {
        Features features =
                new Features(Stream.of(names).map(Feature::continuous).toList());
        SplittableRandom random = new SplittableRandom(5);
        SplittableRandom gaps = new SplittableRandom(6);
        List<double[]> all = IntStream.range(0, rows)
                .mapToObj(i -> {
                    double[] row = recipe.apply(random);
                    for (int j = 0; j < row.length; j++) {
                        row[j] = gaps.nextDouble() < missing ? Double.NaN : row[j];
                    }
                    return row;
                })
                .toList();
        return new Table(features, all);
    }

    private static List<String> words(Table table) {
        return RelationFinder.find(table).words(table.features());
    }

    private static double round(double value, double step) {
        return Math.rint(value / step) * step;
    }

    @Test
    void findsATotalWithHalfOfItsCellsMissing() {
        Table table = table(
                800,
                0.5,
                random -> {
                    double a = Math.exp(random.nextGaussian());
                    double b = 3 + random.nextGaussian();
                    double c = a + random.nextGaussian();
                    return new double[] {a, b, a + b + c, c, random.nextGaussian() + a};
                },
                "a",
                "b",
                "total",
                "c",
                "x");
        assertThat(words(table)).containsExactly("total = a + b + c");
    }

    /** Two equations among 150 columns of which many have a part in common. */
    private static Table wide(double missing) {
        return table(
                1500,
                missing,
                random -> {
                    double common = random.nextGaussian();
                    double[] row = random.doubles(150).map(u -> 4 * u - 2).toArray();
                    for (int j = 0; j < 75; j++) {
                        row[j] += common;
                    }
                    row[20] = row[3] + row[90] - row[140];
                    row[149] = 2 * row[60] + 5;
                    return row;
                },
                IntStream.range(0, 150).mapToObj(j -> "x" + j).toArray(String[]::new));
    }

    @Test
    void findsEquationsAmongManyColumns() {
        assertThat(words(wide(0))).containsExactly("x3 = x20 - x90 + x140", "x149 = 2 x60 + 5");
        assertThat(words(wide(0.2))).containsExactly("x3 = x20 - x90 + x140", "x149 = 2 x60 + 5");
    }

    @Test
    void takesTheNoiseOfPercentagesFromTheirRounding() {
        Table table = table(
                600,
                0.1,
                random -> {
                    double[] parts = random.doubles(4, 0.05, 1).toArray();
                    double sum = 0;
                    for (double part : parts) {
                        sum += part;
                    }
                    return new double[] {
                        round(100 * parts[0] / sum, 0.1),
                        round(100 * parts[1] / sum, 0.1),
                        round(100 * parts[2] / sum, 0.1),
                        round(100 * parts[3] / sum, 0.1)
                    };
                },
                "sand",
                "silt",
                "clay",
                "peat");
        LinearRelations found = RelationFinder.find(table);
        assertThat(found.words(table.features())).containsExactly("sand + silt + clay + peat = 100");
        double rounding = 0.1 * Math.sqrt(4 / 12.0);
        assertThat(found.list().get(0).noise()).isBetween(0.8 * rounding, 1.3 * rounding);
    }

    @Test
    void findsAnotherUnitAndACombinationOnce() {
        Table table = table(
                500,
                0.3,
                random -> {
                    double celsius = round(15 + 8 * random.nextGaussian(), 0.1);
                    double wall = 300 + 40 * random.nextGaussian();
                    double roof = 150 + 30 * random.nextGaussian();
                    return new double[] {celsius, celsius * 1.8 + 32, wall, wall + 2 * roof, roof};
                },
                "celsius",
                "fahrenheit",
                "wall",
                "surface",
                "roof");
        assertThat(words(table)).containsExactlyInAnyOrder("fahrenheit = 1.8 celsius + 32", "surface = wall + 2 roof");
    }

    @Test
    void findsIndicatorsThatSumToOne() {
        Table table = table(
                300,
                0.2,
                random -> {
                    int state = random.nextInt(3);
                    return new double[] {
                        state == 0 ? 1 : 0, state == 1 ? 1 : 0, state == 2 ? 1 : 0, state + random.nextGaussian()
                    };
                },
                "heat",
                "cool",
                "off",
                "power");
        assertThat(words(table)).containsExactly("heat + cool + off = 1");
    }

    @Test
    void aFewWrongRowsDoNotHideARelation() {
        SplittableRandom errors = new SplittableRandom(1);
        Table table = table(
                1000,
                0.2,
                random -> {
                    double a = random.nextGaussian();
                    double b = random.nextGaussian();
                    return new double[] {a, b, a - b + (errors.nextDouble() < 0.01 ? 2 : 0)};
                },
                "a",
                "b",
                "net");
        assertThat(words(table)).containsExactly("a = b + net");
    }

    @Test
    void aRelationOfHalfTheRowsIsNone() {
        Table table = table(
                1000,
                0.2,
                random -> {
                    double a = random.nextGaussian();
                    double b = random.nextGaussian();
                    return new double[] {a, b, random.nextBoolean() ? a + b : a + b + random.nextGaussian()};
                },
                "a",
                "b",
                "sum");
        assertThat(words(table)).isEmpty();
    }

    @Test
    void aStrongCorrelationIsNoRelation() {
        Table table = table(
                2000,
                0.2,
                random -> {
                    double a = random.nextGaussian();
                    double b = random.nextGaussian();
                    double count = random.nextInt(60);
                    return new double[] {a, b, a + b + 0.01 * random.nextGaussian(), count, count + random.nextInt(4)};
                },
                "a",
                "b",
                "sum",
                "seen",
                "all");
        assertThat(words(table)).isEmpty();
    }

    @Test
    void ordinaryTablesHaveNone() {
        for (int d : new int[] {2, 5, 12}) {
            String[] names = IntStream.range(0, d).mapToObj(j -> "x" + j).toArray(String[]::new);
            Table table = table(
                    300,
                    0.4,
                    random -> {
                        double shared = random.nextGaussian();
                        return IntStream.range(0, d)
                                .mapToDouble(j -> j % 3 == 0 ? random.nextInt(3) : shared + random.nextGaussian())
                                .toArray();
                    },
                    names);
            assertThat(words(table)).isEmpty();
        }
    }

    @Test
    void fewRowsAndFewValuesProveNothing() {
        Table few = table(25, 0, random -> twice(random.nextGaussian()), "a", "b");
        assertThat(words(few)).isEmpty();
        // Any four points of three features lie close to a plane.
        double[][] designs = {{1, 5, 2}, {4, 1, 7}, {2, 2, 9}, {8, 3, 1}};
        Table design = table(400, 0, random -> designs[random.nextInt(4)].clone(), "a", "b", "c");
        assertThat(words(design)).isEmpty();
        Table constant = table(100, 0, random -> new double[] {1, random.nextGaussian()}, "one", "x");
        assertThat(words(constant)).isEmpty();
    }

    private static double[] twice(double value) {
        return new double[] {value, 2 * value};
    }

    @Test
    void findsARelationAmongColumnsThatAllDetermineEachOther() {
        // Nine designs: every column is nearly a function of any two others. The first two columns are always known.
        double[][] designs = {
            {612.5, 318.5, 147.0}, {637.0, 343.0, 147.0}, {661.5, 416.5, 122.5},
            {686.0, 245.0, 220.5}, {710.5, 269.5, 220.5}, {735.0, 294.0, 220.5},
            {759.5, 318.5, 220.5}, {784.0, 343.0, 220.5}, {808.5, 367.5, 220.5}
        };
        SplittableRandom hide = new SplittableRandom(9);
        Table table = table(
                600,
                0,
                random -> {
                    double[] design = designs[random.nextInt(designs.length)];
                    boolean low = design[2] > 200;
                    double roof = hide.nextDouble() < (low ? 0.3 : 0.9) ? Double.NaN : design[2];
                    double height = hide.nextDouble() < (low ? 0.3 : 0.9) ? Double.NaN : low ? 3.5 : 7;
                    return new double[] {500 / design[0], design[0], design[1], roof, height};
                },
                "compactness",
                "surface",
                "wall",
                "roof",
                "height");
        assertThat(words(table)).contains("surface = wall + 2 roof");
    }

    @Test
    void twoColumnsOfTwoValuesInDifferentUnitsAreNoRelation() {
        Table table = table(
                400,
                0.1,
                random -> {
                    boolean high = random.nextBoolean();
                    return new double[] {high ? 7 : 3.5, high ? 147 : 220.5, random.nextGaussian()};
                },
                "height",
                "roof",
                "x");
        assertThat(words(table)).isEmpty();
    }

    @Test
    void completesTheRowsOfATable() {
        Table table = table(
                400,
                0.3,
                random -> {
                    double a = random.nextGaussian();
                    double b = random.nextGaussian();
                    return new double[] {a, b, a + b};
                },
                "a",
                "b",
                "sum");
        Table completed = RelationFinder.find(table).complete(table);
        for (int i = 0; i < table.size(); i++) {
            double[] row = completed.row(i);
            long missing =
                    IntStream.range(0, 3).filter(j -> Double.isNaN(row[j])).count();
            assertThat(missing).isNotEqualTo(1);
            if (missing == 0) {
                assertThat(row[0] + row[1]).isCloseTo(row[2], within(1e-6));
            }
        }
        assertThat(LinearRelations.NONE.complete(table)).isSameAs(table);
    }
}
