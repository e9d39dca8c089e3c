package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Tests each loop on numbers whose result is exact in single precision; numbers outside its bounds must stay unchanged.
 */
class ArrayLoopsTest {
    private static final float[] A = {1, 2, 3, 4, 5};
    private static final float[] B = {2, 3, -1, 0.5f, 4};
    private static final float[] C = {-1, 4, 2, 8, 1};
    private static final float[] D = {3, 1, 1, 2, -2};

    private static float[] tens() {
        return new float[] {10, 20, 30, 40, 50};
    }

    @Test
    void copiesAndGathers() {
        float[] into = new float[3];
        ArrayLoops.copy(A, into);
        assertThat(into).containsExactly(1, 2, 3);
        ArrayLoops.gather(A, new int[] {4, 0, 2}, into, 2);
        assertThat(into).containsExactly(5, 1, 3);
    }

    @Test
    void subtractsProducts() {
        float[] into = tens();
        ArrayLoops.subtractProduct(into, A, B, 3);
        assertThat(into).containsExactly(8, 14, 33, 40, 50);
        into = new float[4];
        ArrayLoops.subtractProducts(tens(), A, B, C, D, into);
        assertThat(into).containsExactly(11, 10, 31, 22);
        into = tens();
        ArrayLoops.subtractMultiples(into, 2, A, -3, B, 4);
        assertThat(into).containsExactly(14, 25, 21, 33.5f, 50);
    }

    @Test
    void substitutes() {
        float[] into = new float[3];
        float[] inverse = {0.5f, 0.25f, 2};
        ArrayLoops.substitute(tens(), inverse, into);
        assertThat(into).containsExactly(5, 5, 60);
        ArrayLoops.substitute(tens(), A, B, inverse, into);
        assertThat(into).containsExactly(4, 3.5f, 66);
        ArrayLoops.substitute(tens(), A, B, C, D, inverse, into);
        assertThat(into).containsExactly(5.5f, 2.5f, 62);
    }

    @Test
    void addsProducts() {
        float[] into = new float[4];
        ArrayLoops.addProduct(tens(), A, B, into);
        assertThat(into).containsExactly(12, 26, 27, 42);
        ArrayLoops.addProducts(tens(), A, B, C, D, into);
        assertThat(into).containsExactly(9, 30, 29, 58);
        into = tens();
        ArrayLoops.addMultiple(into, 3, A, 4);
        assertThat(into).containsExactly(13, 26, 39, 52, 50);
        into = tens();
        ArrayLoops.addTwice(into, A, B, 3);
        assertThat(into).containsExactly(14, 32, 24, 40, 50);
        into = new float[] {10, 20, 30};
        ArrayLoops.add(into, A);
        assertThat(into).containsExactly(11, 22, 33);
    }

    @Test
    void multipliesScalesAndSubtracts() {
        float[] into = tens();
        ArrayLoops.multiply(into, B, 4);
        assertThat(into).containsExactly(20, 60, -30, 20, 50);
        into = tens();
        ArrayLoops.scale(into, 3, 1, 4);
        assertThat(into).containsExactly(10, 60, 90, 120, 50);
        into = tens();
        ArrayLoops.subtractFrom(7, A, into, 1, 3);
        assertThat(into).containsExactly(10, 5, 4, 40, 50);
        into = tens();
        ArrayLoops.subtract(into, 3, 1, 4);
        assertThat(into).containsExactly(10, 17, 27, 37, 50);
    }

    @Test
    void rootsAreFlooredAndInversesAreNot() {
        float[] into = {9, 16, 0.1f, -3, 25};
        ArrayLoops.flooredRoot(into, 0.25f, 4);
        assertThat(into).containsExactly(3, 4, 0.5f, 0.5f, 25);
        into = tens();
        ArrayLoops.invert(B, into, 4);
        assertThat(into).containsExactly(0.5f, 1f / 3, -1, 2, 50);
    }

    @Test
    void sumsAndFindsTheLargestBetweenTwoPlaces() {
        float[] numbers = {100, 1, 2, 3, 4, 5, 6, 7, 100};
        for (int to = 1; to <= 8; to++) {
            assertThat(ArrayLoops.sum(numbers, 1, to)).isEqualTo(to * (to - 1) / 2.0);
        }
        assertThat(ArrayLoops.sum(numbers, 3, 3)).isZero();
        assertThat(ArrayLoops.max(numbers, 1, 8)).isEqualTo(7);
        assertThat(ArrayLoops.max(new float[] {9, -5, -2, -7, 9}, 1, 4)).isEqualTo(-2);
        assertThat(ArrayLoops.max(numbers, 3, 3)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void sumsInDoublePrecision() {
        // In single precision, 2^24 + 1 is 2^24.
        float[] numbers = {1 << 24, 0, 0, 0, 1, 0, 0, 0};
        assertThat(ArrayLoops.sum(numbers, 0, 8)).isEqualTo((1 << 24) + 1.0);
    }

    @Test
    void theExponentialIsWithinItsBound() {
        float[] into = new float[40_001];
        for (int k = 0; k < into.length; k++) {
            into[k] = -k / 1000f;
        }
        float[] at = into.clone();
        ArrayLoops.exp(into);
        for (int k = 0; k < into.length; k++) {
            double expected = Math.exp(at[k]);
            // The series is around the middle of the range, where only rounding errors remain.
            double bound = Math.abs(at[k] + 20) < 10 ? 8e-6 : 4e-5;
            assertThat(Math.abs(into[k] - expected)).isLessThan(bound * expected);
        }
    }

    @Test
    void theExponentialOfFarBelowIsThatOfItsReach() {
        float[] into = {-41, -1e9f, Float.NEGATIVE_INFINITY, -40};
        ArrayLoops.exp(into);
        for (float power : into) {
            assertThat((double) power).isCloseTo(Math.exp(-40), within(4e-5 * Math.exp(-40)));
        }
    }
}
