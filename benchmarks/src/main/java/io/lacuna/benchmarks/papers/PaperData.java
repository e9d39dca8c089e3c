package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.accuracy.CsvTable;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The papers' data: their artificial tables, generated again, and tables by path. */
final class PaperData {
    private static final int DIMENSIONS = 300;
    private static final int RELAY_SOURCES = 10;
    private static final int PSEUDO_SOURCES = 20;

    private PaperData() {}

    /**
     * The table that {@code --csv} or {@code --mnist} names, otherwise the one that {@code artificial} generates; the
     * first rows of it.
     */
    static Table of(PaperArguments arguments, int rows, Function<Integer, Table> artificial) throws IOException {
        int most = arguments.number("rows", rows);
        if (arguments.given().containsKey("csv")) {
            CsvTable csv = CsvTable.read(Path.of(arguments.given().get("csv")));
            return new Table(
                    csv.features(),
                    csv.rows().subList(0, Math.min(most, csv.rows().size())));
        }
        if (arguments.given().containsKey("mnist")) {
            return PaperImages.pixels(Path.of(arguments.given().get("mnist")), most);
        }
        return artificial.apply(most);
    }

    static String name(PaperArguments arguments, String artificial) {
        String path = arguments.given().getOrDefault("csv", arguments.given().getOrDefault("mnist", artificial));
        return Path.of(path).getFileName().toString().replaceAll("\\..*", "");
    }

    /** relay-vi 5.1: 300 dimensions, linear combinations of 10 sources with different distributions. */
    static Table relayArtificial(int n, long seed) {
        SplittableRandom random = Seeds.random(seed, "relay-vi data");
        Source[] sources = sources(RELAY_SOURCES, random);
        double[][] mixing = new double[DIMENSIONS][RELAY_SOURCES];
        for (double[] row : mixing) {
            for (int s = 0; s < RELAY_SOURCES; s++) {
                row[s] = random.nextGaussian();
            }
        }
        return table(n, sources, random, (values, j) -> {
            double sum = 0;
            for (int s = 0; s < RELAY_SOURCES; s++) {
                sum += mixing[j][s] * values[s];
            }
            return sum;
        });
    }

    /**
     * pe-svi 4.1: 300 dimensions, each from a random subset of independent sources (normal, uniform, beta, logistic,
     * Gumbel) by a random operation: weighted product, affine sum, or activation. The paper does not give the number of
     * sources or the size of the subsets; here 20, and two to four.
     */
    static Table pseudoArtificial(int n, long seed) {
        SplittableRandom random = Seeds.random(seed, "pe-svi data");
        Source[] sources = sources(PSEUDO_SOURCES, random);
        int[][] subset = new int[DIMENSIONS][];
        double[][] weight = new double[DIMENSIONS][];
        int[] operation = new int[DIMENSIONS];
        for (int j = 0; j < DIMENSIONS; j++) {
            int size = 2 + random.nextInt(3);
            subset[j] = IntStream.range(0, size)
                    .map(i -> random.nextInt(PSEUDO_SOURCES))
                    .toArray();
            weight[j] = IntStream.rangeClosed(0, size)
                    .mapToDouble(i -> random.nextGaussian())
                    .toArray();
            operation[j] = random.nextInt(3);
        }
        return table(n, sources, random, (values, j) -> {
            double product = weight[j][0];
            double sum = weight[j][0];
            for (int i = 0; i < subset[j].length; i++) {
                product *= values[subset[j][i]];
                sum += weight[j][i + 1] * values[subset[j][i]];
            }
            return operation[j] == 0 ? product : operation[j] == 1 ? sum : Math.tanh(sum);
        });
    }

    @FunctionalInterface
    private interface Combination {
        double of(double[] sources, int dimension);
    }

    /** A univariate distribution in standard units. */
    @FunctionalInterface
    private interface Source {
        double draw(SplittableRandom random);
    }

    private static Table table(int n, Source[] sources, SplittableRandom random, Combination combination) {
        List<double[]> rows = new ArrayList<>();
        double[] values = new double[sources.length];
        for (int i = 0; i < n; i++) {
            for (int s = 0; s < values.length; s++) {
                values[s] = sources[s].draw(random);
            }
            double[] row = new double[DIMENSIONS];
            for (int j = 0; j < DIMENSIONS; j++) {
                row[j] = combination.of(values, j);
            }
            rows.add(row);
        }
        return new Table(features(DIMENSIONS), rows);
    }

    private static Source[] sources(int count, SplittableRandom random) {
        Source[] sources = new Source[count];
        for (int s = 0; s < count; s++) {
            double location = 2 * random.nextDouble() - 1;
            double scale = 0.5 + random.nextDouble();
            int a = 1 + random.nextInt(4);
            int b = 1 + random.nextInt(4);
            sources[s] = switch (s % 5) {
                case 0 -> r -> location + scale * r.nextGaussian();
                case 1 -> r -> location + 3 * scale * (r.nextDouble() - 0.5);
                case 2 -> r -> location + 4 * scale * (beta(a, b, r) - 0.5);
                case 3 -> r -> location + 0.5 * scale * logit(r);
                default -> r -> location - 0.8 * scale * Math.log(-Math.log(open(r)));
            };
        }
        return sources;
    }

    /** A beta variable with whole-number parameters: the a-th smallest of a + b - 1 uniform numbers. */
    private static double beta(int a, int b, SplittableRandom random) {
        double[] uniforms = random.doubles(a + b - 1).sorted().toArray();
        return uniforms[a - 1];
    }

    private static double logit(SplittableRandom random) {
        double u = open(random);
        return Math.log(u / (1 - u));
    }

    private static double open(SplittableRandom random) {
        return 1e-12 + (1 - 2e-12) * random.nextDouble();
    }

    private static Features features(int d) {
        return new Features(
                IntStream.range(0, d).mapToObj(j -> Feature.continuous("x" + j)).toList());
    }
}
