package io.lacuna.internal.numerics;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.PredictiveNormals;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.DampedStep;
import io.lacuna.internal.inference.neural.search.GaussNewtonSearch;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Prints which loops run in this JVM and the width of its vectors in bits. Then it prints what the loops compute: one
 * line per shape, with a hash of all result bits. {@link MatrixLoopsTest} starts it once with the vector API and once
 * without.
 */
final class LoopBits {
    private static final int MOST = 70;

    private final SplittableRandom random = new SplittableRandom(11);

    public static void main(String[] none) throws ReflectiveOperationException {
        System.out.println(MatrixProducts.describe() + " of " + vectorBits());
        LoopBits bits = new LoopBits();
        for (int width = 1; width <= MOST; width++) {
            bits.products(width);
            bits.step(width);
        }
        for (int k : new int[] {5, 10, 30, 64}) {
            bits.search(k);
        }
    }

    /**
     * Width in bits of the vectors that Java prefers on this processor; 0 without the module. Called by reflection,
     * because tests are compiled without the module.
     */
    private static int vectorBits() throws ReflectiveOperationException {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return 0;
        }
        Object species = Class.forName("jdk.incubator.vector.FloatVector")
                .getField("SPECIES_PREFERRED")
                .get(null);
        return (int) Class.forName("jdk.incubator.vector.VectorSpecies")
                .getMethod("vectorBitSize")
                .invoke(species);
    }

    /** Every loop along rows of the given width, over 0 to 9 places and {@code width} places. */
    private void products(int width) {
        float[][] left = rows(MOST, MOST);
        float[][] right = rows(MOST, width);
        int[] places = places(MOST);
        int[] outputs = places(MOST);
        for (int count : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, width}) {
            float[] sum = rows(1, width)[0];
            MatrixProducts.addSelected(left[0], right, places, count, sum, width);
            float[][] product = rows(MOST, width);
            MatrixProducts.multiply(left, right, places, count, product, outputs, MOST - count, width);
            float[][] square = new float[width][width];
            MatrixProducts.addSymmetric(left, right, places, count, count % 2 == 0 ? 1 : -1, square, width);
            MatrixProducts.mirror(square);
            MatrixProducts.addFour(
                    left[1][2],
                    right[1],
                    left[2][3],
                    right[2],
                    -left[3][4],
                    right[3],
                    left[4][5],
                    right[4],
                    sum,
                    width);
            System.out.println(width + " wide, " + count + " places: " + Arrays.hashCode(sum) + " "
                    + Arrays.deepHashCode(product) + " " + Arrays.deepHashCode(square));
        }
    }

    private void step(int k) {
        float[][] curvature = new float[k][k];
        float[][] rows = rows(k + 3, k);
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < k; b++) {
                for (float[] row : rows) {
                    curvature[a][b] += row[a] * row[b];
                }
            }
        }
        float[] step = new float[k];
        new DampedStep(k).solve(curvature, 0.5, rows[0], step);
        System.out.println("step of " + k + ": " + Arrays.hashCode(step));
    }

    /** Whole records: the modes of the posterior, and mean and variance of every missing cell. */
    private void search(int k) {
        int outputs = 150;
        Decoder decoder = Decoders.continuous(Decoders.network(false, 3, k, 64, 61, outputs), Objective.EVIDENCE);
        RecordObjective record = new RecordObjective(decoder);
        SearchSettings settings = new SearchSettings(30, 1, false, 1e-6);
        GaussNewtonSearch search = new GaussNewtonSearch(record, null, null, settings);
        PosteriorModes posterior = new PosteriorModes(k, GaussNewtonSearch.STARTS);
        PredictiveNormals predictive = new PredictiveNormals(decoder);
        for (int missing = 2; missing < outputs; missing += 5) {
            float[] cells = rows(1, outputs)[0];
            for (int place : Arrays.copyOf(places(outputs), missing)) {
                cells[place] = Float.NaN;
            }
            record.observe(cells);
            search.search(record, posterior);
            long hash = Arrays.hashCode(posterior.mean(0)) + Double.hashCode(posterior.logEvidence());
            if (predictive.take(record, posterior)) {
                for (int j = 0; j < outputs; j++) {
                    if (Float.isNaN(cells[j])) {
                        hash = 31 * hash + Double.hashCode(predictive.mean(j) + 3 * predictive.variance(j));
                    }
                }
            }
            System.out.println("record with a code of " + k + ", " + missing + " missing: " + hash);
        }
    }

    private float[][] rows(int count, int width) {
        float[][] rows = new float[count][width];
        for (float[] row : rows) {
            for (int j = 0; j < width; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    /** The indices below a bound, shuffled. */
    private int[] places(int bound) {
        int[] places = new int[bound];
        for (int i = 0; i < bound; i++) {
            int other = random.nextInt(i + 1);
            places[i] = places[other];
            places[other] = i;
        }
        return places;
    }
}
