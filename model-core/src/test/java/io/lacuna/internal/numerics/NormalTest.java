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

    @Test
    void theDensityIsThatOfTheFormula() {
        assertThat(Normal.density(0)).isCloseTo(0.398942280401433, within(1e-15));
        assertThat(Normal.density(1)).isCloseTo(0.241970724519143, within(1e-15));
        assertThat(Normal.density(-2)).isCloseTo(0.0539909665131881, within(1e-15));
    }

    @Test
    void farOutsideTheCdfIsZeroOrOne() {
        assertThat(Normal.cdf(-39)).isZero();
        assertThat(Normal.cdf(39)).isEqualTo(1);
        assertThat(Normal.cdf(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Normal.cdf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        // 2.885e-316 in tables: small, but not zero.
        assertThat(Normal.cdf(-38)).isPositive();
    }

    @Test
    void theFastScoreIsWithinNineDigitsOfTheQuantile() {
        for (double p = 0.0005; p < 1; p += 0.0005) {
            assertThat(Normal.score(p)).isCloseTo(Normal.quantile(p), within(1e-8));
        }
        for (double p : new double[] {1e-12, 1e-7, 0.02424, 0.02426}) {
            assertThat(Normal.score(p)).isCloseTo(Normal.quantile(p), within(3e-8));
            assertThat(Normal.score(1 - p)).isCloseTo(Normal.quantile(1 - p), within(3e-8));
        }
    }

    @Test
    void aProbabilityIsSpreadByItsNormalScore() {
        assertThat(Normal.spread(Normal.cdf(1), 2)).isCloseTo(Normal.cdf(0.5), within(1e-8));
        assertThat(Normal.spread(Normal.cdf(-0.4), 0.5)).isCloseTo(Normal.cdf(-0.8), within(1e-8));
        assertThat(Normal.spread(0, 2)).isZero();
        assertThat(Normal.spread(1, 2)).isEqualTo(1);
    }
}
