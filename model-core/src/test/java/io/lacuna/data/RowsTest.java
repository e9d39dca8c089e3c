package io.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("temp"), Feature.binary("alarm"), Feature.categorical("state", List.of("ON", "OFF"))));

    private enum State {
        OFF
    }

    private static double[] read(Map<String, ?> row) {
        double[] cells = {-1, -1, -1};
        Rows.read(FEATURES, row, cells);
        return cells;
    }

    @Test
    void valuesAreFoundByNameWhateverTheirOrder() {
        assertThat(read(Map.of("state", "OFF", "temp", 21.5, "alarm", true))).containsExactly(21.5, 1, 1);
        assertThat(read(Map.of("alarm", false, "state", "ON"))).containsExactly(Double.NaN, 0, 0);
    }

    @Test
    void everyKindOfNumberAndOfLabelIsRead() {
        for (Number number : List.of(7, 7L, 7f, 7.0, (short) 7, new java.math.BigDecimal("7"))) {
            assertThat(read(Map.of("temp", number))[0]).isEqualTo(7);
        }
        for (Object label : List.of("OFF", new StringBuilder("OFF"), State.OFF)) {
            assertThat(read(Map.of("state", label))[2]).isEqualTo(1);
        }
    }

    @Test
    void absentNullNanInfiniteAndUnknownLabelsAreMissing() {
        Map<String, Object> nulls = new HashMap<>();
        nulls.put("temp", null);
        nulls.put("alarm", null);
        nulls.put("state", null);
        assertThat(read(Map.of())).containsOnly(Double.NaN);
        assertThat(read(nulls)).containsOnly(Double.NaN);
        assertThat(read(Map.of("temp", Double.NaN, "state", "BROKEN"))).containsOnly(Double.NaN);
        assertThat(read(Map.of("temp", Float.NEGATIVE_INFINITY))).containsOnly(Double.NaN);
    }

    @Test
    void namesThatAreNoFeatureAreIgnored() {
        assertThat(read(Map.of("station", "s-1", "temp", 3))[0]).isEqualTo(3);
    }

    @Test
    void aValueOfAnotherKindIsRefusedByTheNameOfItsFeature() {
        assertThatThrownBy(() -> read(Map.of("temp", "21.5")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature 'temp' is '21.5', a String; make it a number");
        assertThatThrownBy(() -> read(Map.of("alarm", 1)))
                .hasMessage("feature 'alarm' is '1', a Integer; make it true or false");
        assertThatThrownBy(() -> read(Map.of("state", 1)))
                .hasMessage("feature 'state' is '1', a Integer; make it one of its labels");
    }

    @Test
    void aTableNamesTheRowOfAWrongValue() {
        assertThatThrownBy(() -> Rows.table(FEATURES, List.of(Map.of("temp", 1), Map.of("temp", true))))
                .hasMessage("row 1: feature 'temp' is 'true', a Boolean; make it a number");
    }

    @Test
    void aTableHoldsOneObservationARow() {
        Table table = Rows.table(FEATURES, List.of(Map.of("temp", 1), Map.of("state", "ON")));
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.observedCells()).isEqualTo(2);
        assertThat(table.row(1)).containsExactly(Double.NaN, Double.NaN, 0);
    }

    @Test
    void cellsGoBackToTheValuesTheyCameFrom() {
        Map<String, Object> row = Map.of("temp", 21.5, "alarm", true, "state", "OFF");
        double[] cells = read(row);
        Map<String, Object> back = new HashMap<>();
        for (int j = 0; j < cells.length; j++) {
            back.put(FEATURES.get(j).name(), Rows.value(FEATURES.get(j), cells[j]));
        }
        assertThat(back).isEqualTo(row);
        assertThat(Arrays.stream(cells).anyMatch(Double::isNaN)).isFalse();
    }
}
