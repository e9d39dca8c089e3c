package io.lacuna.internal.training.relation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimpleNumbersTest {

    @Test
    void theSimplestFractionNearbyIsTaken() {
        assertThat(SimpleNumbers.near(0.5000004, 1e-5)).isEqualTo(0.5);
        assertThat(SimpleNumbers.near(-0.55555556, 1e-6)).isEqualTo(-5.0 / 9);
        assertThat(SimpleNumbers.near(1.8, 1e-9)).isEqualTo(1.8);
        assertThat(SimpleNumbers.near(1e-12, 1e-9)).isZero();
        assertThat(SimpleNumbers.near(Math.PI, 1e-9)).isEqualTo(Math.PI);
    }

    @Test
    void theStepOfDecimalsIsFound() {
        assertThat(SimpleNumbers.step(new double[] {1, 20, -3})).isEqualTo(1);
        assertThat(SimpleNumbers.step(new double[] {1.5, 2.25})).isEqualTo(0.01);
        assertThat(SimpleNumbers.step(new double[] {Math.PI})).isZero();
    }

    @Test
    void fractionsAreKnownByTheirDenominator() {
        assertThat(SimpleNumbers.isFraction(2.5, 2)).isTrue();
        assertThat(SimpleNumbers.isFraction(1.0 / 7, 6)).isFalse();
    }
}
