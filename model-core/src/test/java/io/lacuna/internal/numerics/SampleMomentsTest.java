package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SampleMomentsTest {
    private static SampleMoments of(double... numbers) {
        SampleMoments moments = new SampleMoments();
        for (double number : numbers) {
            moments.add(number);
        }
        return moments;
    }

    @Test
    void aSmallSampleHasTheMomentsOfTheFormulas() {
        SampleMoments moments = of(2, 4, 4, 4, 5, 5, 7, 9);
        assertThat(moments.count()).isEqualTo(8);
        assertThat(moments.mean()).isCloseTo(5, within(1e-15));
        assertThat(moments.populationVariance()).isCloseTo(4, within(1e-14));
        assertThat(moments.variance()).isCloseTo(32.0 / 7, within(1e-14));
        assertThat(moments.z()).isCloseTo(5 / Math.sqrt(32.0 / 7 / 8), within(1e-13));
        // 32 about the mean, and 8 times the squared distance of 2.
        assertThat(moments.squaresAround(3)).isCloseTo(32 + 8 * 4, within(1e-13));
    }

    @Test
    void nothingCancelsFarFromZero() {
        SampleMoments moments = of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
        assertThat(moments.variance()).isEqualTo(30);
        assertThat(moments.populationVariance()).isEqualTo(22.5);
    }

    @Test
    void withoutNumbersAllIsZero() {
        SampleMoments none = of();
        assertThat(none.count()).isZero();
        assertThat(none.mean()).isZero();
        assertThat(none.variance()).isZero();
        assertThat(none.populationVariance()).isZero();
        assertThat(none.squaresAround(3)).isZero();
        assertThat(none.z()).isZero();
    }

    @Test
    void oneNumberIsNoEvidence() {
        assertThat(of(3).mean()).isEqualTo(3);
        assertThat(of(3).variance()).isZero();
        assertThat(of(3).z()).isZero();
    }

    @Test
    void equalNumbersAreSureOfTheirSign() {
        assertThat(of(0.1, 0.1, 0.1).variance()).isZero();
        assertThat(of(0.1, 0.1, 0.1).z()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(of(-0.1, -0.1).z()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(of(0, 0, 0).z()).isZero();
        assertThat(of(1, 2).z()).isEqualTo(3);
    }
}
