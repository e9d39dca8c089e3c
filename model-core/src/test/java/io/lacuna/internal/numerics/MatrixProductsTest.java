package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares the plain loops with explicit sums in double precision. */
class MatrixProductsTest {
    private static final int MOST = 40;
    private static final float UNTOUCHED = 123;
    private static final int[] WIDTHS = {1, 2, 3, 15, 16, 17, 33};
    private static final int[] COUNTS = {0, 1, 2, 3, 4, 5, 8, 9, 11};

    private final SplittableRandom random = new SplittableRandom(6);
    private final MatrixLoops loops = new PlainMatrixLoops();

    private float[][] rows(int count, int width) {
        float[][] rows = new float[count][width];
        for (float[] row : rows) {
            for (int j = 0; j < width; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    /** Every third index, from the last one down. */
    private static int[] places() {
        int[] places = new int[MOST / 3];
        for (int i = 0; i < places.length; i++) {
            places[i] = MOST - 1 - 3 * i;
        }
        return places;
    }

    private static void assertClose(float actual, double expected) {
        assertThat((double) actual).isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
    }

    @Test
    void addsRowsOfChosenPlaces() {
        int[] places = places();
        for (int width : WIDTHS) {
            for (int count : COUNTS) {
                float[][] rows = rows(MOST, width);
                float[] from = rows(1, MOST)[0];
                float[] to = rows(1, width + 1)[0];
                float[] before = to.clone();
                loops.addSelected(from, rows, places, count, to, width);
                for (int j = 0; j < width; j++) {
                    double expected = before[j];
                    for (int i = 0; i < count; i++) {
                        expected += (double) from[places[i]] * rows[places[i]][j];
                    }
                    assertClose(to[j], expected);
                }
                assertThat(to[width]).isEqualTo(before[width]);
            }
        }
    }

    @Test
    void multipliesChosenRows() {
        int[] places = places();
        int[] outputs = {5, 0, 7, 2};
        for (int width : WIDTHS) {
            for (int count : COUNTS) {
                float[][] from = rows(8, MOST);
                float[][] rows = rows(MOST, width);
                float[][] to = new float[8][width];
                for (float[] row : to) {
                    java.util.Arrays.fill(row, UNTOUCHED);
                }
                loops.multiply(from, rows, places, count, to, outputs, 3, width);
                for (int o : new int[] {5, 0, 7}) {
                    for (int j = 0; j < width; j++) {
                        double expected = 0;
                        for (int i = 0; i < count; i++) {
                            expected += (double) from[o][places[i]] * rows[places[i]][j];
                        }
                        assertClose(to[o][j], expected);
                    }
                }
                for (int o : new int[] {1, 2, 3, 4, 6}) {
                    assertThat(to[o]).containsOnly(UNTOUCHED);
                }
            }
        }
    }

    @Test
    void addsTheLowerTriangleOfASymmetricProduct() {
        int[] places = places();
        for (int width : WIDTHS) {
            for (int count : COUNTS) {
                for (float sign : new float[] {1, -1}) {
                    float[][] left = rows(MOST, width);
                    float[][] right = rows(MOST, width);
                    float[][] to = rows(width, width);
                    float[][] before = new float[width][];
                    for (int a = 0; a < width; a++) {
                        before[a] = to[a].clone();
                    }
                    loops.addSymmetric(left, right, places, count, sign, to, width);
                    for (int a = 0; a < width; a++) {
                        for (int b = 0; b <= a; b++) {
                            double expected = before[a][b];
                            for (int i = 0; i < count; i++) {
                                expected += sign * (double) left[places[i]][a] * right[places[i]][b];
                            }
                            assertClose(to[a][b], expected);
                        }
                    }
                }
            }
        }
    }

    @Test
    void takesTheRowsAboveOffAFactor() {
        for (int size : new int[] {5, 16, 19, 40}) {
            for (int at = 4; at + 1 <= size; at += 4) {
                int count = Math.min(4, size - at);
                float[][] factor = rows(size, size);
                float[][] before = new float[size][];
                for (int a = 0; a < size; a++) {
                    before[a] = factor[a].clone();
                }
                loops.subtractRowsAbove(factor, at, count);
                for (int i = at; i < at + count; i++) {
                    for (int j = i; j < size; j++) {
                        double expected = before[i][j];
                        for (int b = 0; b < at; b++) {
                            expected -= (double) before[b][i] * before[b][j];
                        }
                        assertClose(factor[i][j], expected);
                    }
                }
                assertThat(factor[at - 1]).containsExactly(before[at - 1]);
                if (at + count < size) {
                    assertThat(factor[at + count]).containsExactly(before[at + count]);
                }
            }
        }
    }

    @Test
    void rowsOfATriangleAreFilledToTheNextBlock() {
        assertThat(MatrixLoops.reach(0, 40)).isEqualTo(16);
        assertThat(MatrixLoops.reach(15, 40)).isEqualTo(16);
        assertThat(MatrixLoops.reach(16, 40)).isEqualTo(32);
        assertThat(MatrixLoops.reach(39, 40)).isEqualTo(40);
        assertThat(MatrixLoops.start(15)).isZero();
        assertThat(MatrixLoops.start(16)).isEqualTo(16);
        assertThat(MatrixLoops.start(33)).isEqualTo(32);
    }

    @Test
    void addsSquaresAndMirrors() {
        float[] to = {1, 1, 1};
        MatrixProducts.addSquare(new float[] {2, -3, 4}, to, 2);
        assertThat(to).containsExactly(5, 10, 1);
        float[][] square = {{1, 0, 0}, {2, 3, 0}, {4, 5, 6}};
        MatrixProducts.mirror(square);
        assertThat(square).isDeepEqualTo(new float[][] {{1, 2, 4}, {2, 3, 5}, {4, 5, 6}});
    }

    @Test
    void productsOfAllPairsOfRows() {
        for (int count = 0; count <= 7; count++) {
            for (int width : new int[] {0, 1, 5}) {
                float[][] left = rows(count + 1, width + 1);
                float[][] right = rows(count + 1, width + 1);
                float[][] to = new float[count + 1][count + 1];
                to[count][0] = UNTOUCHED;
                MatrixProducts.symmetricDots(left, right, width, to, count);
                for (int a = 0; a < count; a++) {
                    for (int b = 0; b <= a; b++) {
                        double expected = 0;
                        for (int j = 0; j < width; j++) {
                            expected += (double) left[a][j] * right[b][j];
                        }
                        assertClose(to[a][b], expected);
                    }
                }
                assertThat(to[count][0]).isEqualTo(UNTOUCHED);
            }
        }
    }

    @Test
    void whatTheProgramCallsIsOneSetOfLoops() {
        float[][] rows = rows(6, 4);
        int[] places = {3, 0, 5, 1, 2};
        float[] sum = new float[4];
        float[] expectedSum = new float[4];
        MatrixProducts.addSelected(rows[4], rows, new int[] {3, 0, 1}, 3, sum, 4);
        loops.addSelected(rows[4], rows, new int[] {3, 0, 1}, 3, expectedSum, 4);
        MatrixProducts.addFour(2, rows[0], 3, rows[1], 4, rows[2], 5, rows[3], sum, 3);
        loops.addFour(2, rows[0], 3, rows[1], 4, rows[2], 5, rows[3], expectedSum, 3);
        assertThat(sum).containsExactly(expectedSum);
        float[][] square = rows(6, 6);
        float[][] product = new float[6][4];
        float[][] expectedProduct = new float[6][4];
        MatrixProducts.multiply(square, rows, places, 5, product, places, 5, 4);
        loops.multiply(square, rows, places, 5, expectedProduct, places, 5, 4);
        MatrixProducts.addSymmetric(rows, rows, places, 5, 1, product, 4);
        loops.addSymmetric(rows, rows, places, 5, 1, expectedProduct, 4);
        assertThat(product).isDeepEqualTo(expectedProduct);
        float[][] factor = {
            square[0].clone(),
            square[1].clone(),
            square[2].clone(),
            square[3].clone(),
            square[4].clone(),
            square[5].clone()
        };
        MatrixProducts.subtractRowsAbove(factor, 4, 2);
        loops.subtractRowsAbove(square, 4, 2);
        assertThat(factor).isDeepEqualTo(square);
    }

    @Test
    void withoutTheVectorModuleThePlainLoopsAreChosen() {
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isEmpty();
        assertThat(MatrixLoopsChoice.choose()).isInstanceOf(PlainMatrixLoops.class);
        assertThat(MatrixProducts.describe()).isEqualTo("plain loops");
    }
}
