package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalTest {

    /** Reference values from tables of the normal distribution to 15 digits. */
    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "1, 0.841344746068543",
        "-1, 0.158655253931457",
        "1.959963984540054, 0.975",
        "-3, 0.001349898031630095",
        "-5, 2.866515718791939e-7",
        "-8, 6.220960574271785e-16",
        "6, 0.9999999990134123"
    })
    void cdfAgreesWithTables(double z, double expected) {
        assertThat(Normal.cdf(z)).isCloseTo(expected, within(1e-13 * Math.max(expected, 1e-3)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-6, -4.0001, -3.9999, -1.3, -1e-9, 0.2, 2.2, 3.9999, 4.0001})
    void derivativeOfCdfIsTheDensity(double z) {
        double h = 1e-5;
        double slope = (Normal.cdf(z + h) - Normal.cdf(z - h)) / (2 * h);
        assertThat(slope).isCloseTo(Normal.density(z), within(1e-6 * Normal.density(z) + 1e-11));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-12, 1e-5, 0.02, 0.3, 0.5, 0.7, 0.98, 0.99999})
    void quantileInvertsCdf(double p) {
        assertThat(Normal.cdf(Normal.quantile(p))).isCloseTo(p, within(1e-11 * p));
    }

    @Test
    void quantilesOfNothingAndAllAreInfinite() {
        assertThat(Normal.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Normal.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Normal.quantile(1.5)).isNaN();
    }
}
