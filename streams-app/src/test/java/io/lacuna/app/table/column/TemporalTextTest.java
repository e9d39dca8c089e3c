package io.lacuna.app.table.column;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-01",
                "2024-3-1",
                "2024/03/01",
                "01.03.2024",
                "1.3.24",
                "03/01/2024",
                "2024-03-01 00:00:00",
                "2024-03-01T00:00:00Z",
                "2024-03-01T00:00:00.123456+02:00",
                "2024-03-01 13:05",
                "2024-03-01 1:05 PM",
                "01/01/2005 00:00:00",
                "12:30",
                "12:30:05",
                "18.00.00",
                "3:15 pm",
                "5 Jan 2024",
                "Jan 5, 2024",
                "05-JAN-2024",
                "Jan-24",
                "2024-Jan-05",
                "March 2024",
                "2024-03",
                "2024-W05",
                "2024Q1",
                "Q1 2024",
                "20240301T120000Z",
                "Fri, 1 Mar 2024 10:00:00 GMT",
                "Fri Mar 1 2024",
                "1. Mai 2024",
                "2024-03-01 12"
            })
    void datesAndTimes(String text) {
        assertThat(TemporalText.is(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "May",
                "Monday",
                "12.5",
                "1,5",
                "20-39",
                "1990-91",
                "A-12",
                "1.2.3.4",
                "192.168.0.1",
                "5 km",
                "house 12",
                "Mary 12",
                "3-2",
                "555-1234",
                "+49 170 1234567",
                "12345",
                "x:y"
            })
    void otherText(String text) {
        assertThat(TemporalText.is(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {20240101, 19991231, 202412, 20240101235959d})
    void calendarNumbers(double number) {
        assertThat(TemporalText.isCalendarNumber(number)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {20241301, 20240132, 202413, 2024, 20240101246000d, 12345678})
    void otherNumbers(double number) {
        assertThat(TemporalText.isCalendarNumber(number)).isFalse();
    }
}
