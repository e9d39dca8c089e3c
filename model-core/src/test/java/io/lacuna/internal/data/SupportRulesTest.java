package io.lacuna.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class SupportRulesTest {
    private static final double FREE = Double.POSITIVE_INFINITY;

    private final SplittableRandom random = new SplittableRandom(5);

    private Support support(int cells, DoubleSupplier value) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            rows.add(new double[] {i % 7 == 3 ? Double.NaN : value.getAsDouble()});
        }
        return SupportRules.infer(new Table(new Features(List.of(Feature.continuous("x"))), rows))
                .get(0);
    }

    private double tenths(double value) {
        return Math.rint(10 * value) / 10;
    }

    @Test
    void flagsAndAnswersKeepTheirEnds() {
        assertThat(support(300, () -> random.nextInt(4) == 0 ? 1 : 0)).isEqualTo(new Support(0, 1));
        assertThat(support(300, () -> 1 + random.nextInt(5))).isEqualTo(new Support(1, 5));
        assertThat(support(300, () -> 2 - random.nextInt(5))).isEqualTo(new Support(-2, 2));
    }

    @Test
    void countsBeginAtZeroAndHaveNoEnd() {
        // Geometric: many zeros, few large ones.
        assertThat(support(500, () -> Math.floor(-2 * Math.log(random.nextDouble()))))
                .isEqualTo(new Support(0, FREE));
        assertThat(support(500, () -> 1 + Math.floor(-20 * Math.log(random.nextDouble()))))
                .isEqualTo(new Support(0, FREE));
    }

    @Test
    void amountsAreAtLeastZero() {
        assertThat(support(400, () -> Math.exp(8 + 1.5 * random.nextGaussian())))
                .isEqualTo(new Support(0, FREE));
        assertThat(support(400, () -> random.nextDouble() < 0.6 ? 0 : tenths(-5 * Math.log(random.nextDouble()))))
                .isEqualTo(new Support(0, FREE));
    }

    @Test
    void percentagesAndSharesEndAtTheWhole() {
        assertThat(support(500, () -> tenths(99.9 - Math.min(90, -14 * Math.log(random.nextDouble())))))
                .isEqualTo(new Support(0, 100));
        assertThat(support(500, () -> random.nextDouble())).isEqualTo(new Support(0, 1));
    }

    @Test
    void whatIsCutOffEndsThere() {
        assertThat(support(500, () -> Math.max(-10, Math.min(40, tenths(15 + 15 * random.nextGaussian())))))
                .isEqualTo(new Support(-10, 40));
    }

    @Test
    void measurementsAreFree() {
        assertThat(support(2000, () -> random.nextGaussian())).isEqualTo(Support.REALS);
        assertThat(support(2000, () -> tenths(50 + 10 * random.nextGaussian()))).isEqualTo(Support.REALS);
        assertThat(support(2000, () -> tenths(21 + 4 * random.nextGaussian()))).isEqualTo(Support.REALS);
        assertThat(support(2000, () -> Math.rint(1013 + 8 * random.nextGaussian())))
                .isEqualTo(Support.REALS);
        assertThat(support(500, () -> 19 + random.nextInt(3))).isEqualTo(Support.REALS);
        assertThat(support(100, () -> 7)).isEqualTo(Support.REALS);
    }

    @Test
    void aFewCellsSayNothing() {
        assertThat(support(20, () -> random.nextInt(2))).isEqualTo(Support.REALS);
    }

    @Test
    void rangesAreReadAndSaid() {
        assertThat(Support.parse("0:")).isEqualTo(new Support(0, FREE));
        assertThat(Support.parse(":")).isEqualTo(Support.REALS);
        assertThat(Support.parse("0 : 100").words()).isEqualTo("from 0 to 100");
        assertThat(new Support(-FREE, 2.5).words()).isEqualTo("at most 2.5");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Support.parse("5:1"))
                .hasMessageContaining("'5:1' is not a range LOW:HIGH: the lower limit must not be above the upper one");
    }
}
