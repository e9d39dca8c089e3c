package io.lacuna.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CellErrorsTest {
    @Test
    void figuresAreThoseOfTheCells() {
        CellErrors errors = new CellErrors();
        assertThat(errors.number(3, true)).isEqualTo(9);
        assertThat(errors.number(-1, false)).isEqualTo(1);
        assertThat(errors.number(0, true)).isZero();
        assertThat(errors.number(-2, true)).isEqualTo(4);
        assertThat(errors.category(true)).isEqualTo(1);
        assertThat(errors.category(false)).isZero();
        assertThat(errors.cells()).isEqualTo(6);
        assertThat(errors.numbers()).isEqualTo(4);
        assertThat(errors.categories()).isEqualTo(2);
        assertThat(errors.rmse()).isCloseTo(Math.sqrt(14.0 / 4), within(1e-15));
        assertThat(errors.mae()).isEqualTo(1.5);
        assertThat(errors.coverage()).isEqualTo(0.75);
        assertThat(errors.errorRate()).isEqualTo(0.5);
        assertThat(errors.error()).isCloseTo(Math.sqrt(15.0 / 6), within(1e-15));
    }

    @Test
    void withoutCellsEveryFigureIsZero() {
        CellErrors none = new CellErrors();
        assertThat(none.cells()).isZero();
        assertThat(none.rmse() + none.mae() + none.coverage() + none.errorRate() + none.error())
                .isZero();
    }

    @Test
    void sumsOfTwoPartsAreThoseOfAll() {
        CellErrors part = new CellErrors();
        part.number(1, true);
        part.number(2, false);
        part.category(true);
        CellErrors all = new CellErrors();
        all.number(5, false);
        all.category(false);
        all.add(part);
        assertThat(all.numbers()).isEqualTo(3);
        assertThat(all.categories()).isEqualTo(2);
        assertThat(all.rmse()).isCloseTo(Math.sqrt(30.0 / 3), within(1e-15));
        assertThat(all.mae()).isCloseTo(8.0 / 3, within(1e-15));
        assertThat(all.coverage()).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(all.errorRate()).isEqualTo(0.5);
    }

    @Test
    void cellsMayCountForLessThanOne() {
        CellErrors part = new CellErrors();
        part.number(2, true);
        CellErrors all = new CellErrors();
        all.add(part, 0.25);
        assertThat(all.hasNumbers()).isTrue();
        assertThat(all.hasCategories()).isFalse();
        assertThat(all.rmse()).isEqualTo(2);
        assertThat(all.coverage()).isEqualTo(1);
        CellErrors other = new CellErrors();
        other.number(4, false);
        other.category(true);
        all.add(other, 0.5);
        assertThat(all.rmse()).isCloseTo(Math.sqrt((0.25 * 4 + 0.5 * 16) / 0.75), within(1e-15));
        assertThat(all.coverage()).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(all.errorRate()).isEqualTo(1);
        assertThat(all.loss()).isEqualTo(0.25 * 4 + 0.5 * 16 + 0.5);
    }
}
