package io.lacuna.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardizerTest {

    @Test
    void usesObservedCellsOnlyAndPopulationDeviation() {
        Table table = table(new double[] {1}, new double[] {Double.NaN}, new double[] {3});
        Standardizer standardizer = Standardizer.fit(table);
        assertThat(standardizer.mean()[0]).isEqualTo(2);
        assertThat(standardizer.sd()[0]).isEqualTo(1);
        assertThat(standardizer.restore(0, standardizer.standardize(0, 17.25))).isEqualTo(17.25);
    }

    @Test
    void staysExactFarFromZero() {
        // Milliseconds since the epoch: a naive sum of squares loses all digits here.
        Table table = table(new double[] {1.7e12 + 1}, new double[] {1.7e12 + 2}, new double[] {1.7e12 + 3});
        assertThat(Standardizer.fit(table).sd()[0]).isCloseTo(Math.sqrt(2.0 / 3), within(1e-6));
    }

    @Test
    void givesUnitDeviationWhereNothingVaries() {
        assertThat(Standardizer.fit(table(new double[] {5}, new double[] {5})).sd()[0])
                .isEqualTo(1);
        assertThat(Standardizer.fit(table(new double[] {Double.NaN})).mean()[0]).isEqualTo(0);
    }

    @Test
    void seesVariationInSmallUnits() {
        assertThat(Standardizer.fit(table(new double[] {1e-20}, new double[] {3e-20}))
                        .sd()[0])
                .isCloseTo(1e-20, within(1e-30));
    }

    private static Table table(double[]... rows) {
        return new Table(new Features(List.of(Feature.continuous("a"))), List.of(rows));
    }
}
