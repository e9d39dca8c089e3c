package io.lacuna.app.table.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1d", "0x1p3", "Infinity", "NaN", "1_000", "1e999", "-", "1,5", "1.5.2", "--1", "e5"})
    void takesNothingElseForANumber(String text) {
        assertThat(Numbers.parse(text, false)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "-2.5,-2.5", "+3,3", ".5,0.5", "5.,5", "1e-3,0.001", "007,7"})
    void readsNumbers(String text, double value) {
        assertThat(Numbers.parse(text, false)).isEqualTo(value);
    }

    @Test
    void readsAndWritesDecimalCommas() {
        assertThat(Numbers.parse("2,6", true)).isEqualTo(2.6);
        assertThat(Numbers.parse("2.6", true)).isNaN();
        assertThat(Numbers.format(2.6, 1, true)).isEqualTo("2,6");
    }

    @ParameterizedTest
    @CsvSource({
        "3,1,3",
        "0.1,1,0.1",
        "20.000000000123,4,20",
        "1.23456789123,1,1.23456789",
        "1700000000.123456789,1,1700000000.1234567",
        "123456789.125,0,123456789.125",
        "1e-20,1e-20,1E-20",
        "1e300,1e300,1E+300",
        "-0.0001,1,-0.0001",
        "0,1,0"
    })
    void writesNoMoreDigitsThanTheSpreadIsWorth(double value, double sd, String text) {
        assertThat(Numbers.format(value, sd, false)).isEqualTo(text);
    }

    @Test
    void writesNumbersThatReadBackWithinAMillionthOfTheirSpread() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double sd = Math.pow(10, 12 * random.nextDouble() - 6);
            double value = random.nextGaussian() * sd * Math.pow(10, 7 * random.nextDouble());
            double back = Numbers.parse(Numbers.format(value, sd, false), false);
            assertThat(Math.abs(back - value)).isLessThanOrEqualTo(1e-6 * sd);
        }
    }
}
