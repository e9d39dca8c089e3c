package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class AtomRulesTest {
    private static final Features FEATURES =
            new Features(List.of(Feature.binary("open"), Feature.continuous("rain"), Feature.continuous("temp")));

    private final SplittableRandom random = new SplittableRandom(3);

    private double[] atoms(int rows, DoubleSupplier rain) {
        return AtomRules.of(table(rows, rain), AtomRules.AUTO).values()[0];
    }

    private Table table(int rows, DoubleSupplier rain) {
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            all.add(new double[] {i % 2, random.nextInt(4) == 0 ? Double.NaN : rain.getAsDouble(), random.nextGaussian()
            });
        }
        return new Table(FEATURES, all);
    }

    private double rounded(double perUnit) {
        return Math.rint(perUnit * random.nextGaussian()) / perUnit;
    }

    @Test
    void zerosOfRainAreAnAtom() {
        assertThat(atoms(400, () -> random.nextDouble() < 0.3 ? 0 : Math.exp(random.nextGaussian())))
                .containsExactly(0);
        assertThat(atoms(400, () -> random.nextDouble() < 0.3 ? -0.0 : 1 + random.nextDouble()))
                .containsExactly(0);
    }

    @Test
    void bothEndsOfAScaleMayBeAtoms() {
        assertThat(atoms(1_000, () -> Math.max(-0.5, Math.min(0.5, random.nextGaussian()))))
                .containsExactly(-0.5, 0.5);
    }

    @Test
    void neitherOfTwoValuesIsAnAtom() {
        assertThat(atoms(400, () -> random.nextInt(3) == 0 ? 3.5 : 7)).isEmpty();
        assertThat(atoms(400, () -> random.nextInt(9) == 0 ? 3.5 : 7)).isEmpty();
    }

    @Test
    void roundedValuesAndGradesAreNoAtoms() {
        for (double perUnit : new double[] {1, 2, 5, 10, 100}) {
            assertThat(atoms(1_000, () -> rounded(perUnit)))
                    .as("rounded to 1/%s", perUnit)
                    .isEmpty();
        }
        assertThat(atoms(1_000, () -> 1 + random.nextInt(5))).isEmpty();
    }

    @Test
    void fewEqualCellsAConstantAndNothingAreNoAtoms() {
        assertThat(atoms(40, () -> random.nextInt(3) == 0 ? 0 : random.nextGaussian()))
                .isEmpty();
        assertThat(atoms(1_000, () -> random.nextDouble() < 0.03 ? 0 : random.nextGaussian()))
                .isEmpty();
        assertThat(atoms(100, () -> 5)).isEmpty();
        assertThat(atoms(100, () -> Double.NaN)).isEmpty();
    }

    @Test
    void theOptionReplacesTheRules() {
        Table table = table(400, () -> random.nextInt(2) == 0 ? 0 : random.nextGaussian());
        assertThat(AtomRules.of(table, "none").isNone()).isTrue();
        assertThat(AtomRules.of(table, "temp=20:-1:20;rain=3").values()).isDeepEqualTo(new double[][] {{3}, {-1, 20}});
        for (String wrong : List.of("temp", "temp=", "temp=x", "open=1", "=1")) {
            assertThatThrownBy(() -> AtomRules.of(table, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("atoms is auto, none or");
        }
    }

    @Test
    void tooWideTablesRefuseNamedAtomsAndSayWhy() {
        AtomRules.refuseNamed(AtomRules.AUTO, 60);
        AtomRules.refuseNamed(AtomRules.NONE, 60);
        assertThatThrownBy(() -> AtomRules.refuseNamed("rain=0", 60))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "tables with more than 60 columns of numbers have no atoms: leave out atoms=rain=0, or exclude"
                                + " columns until at most 60 are left");
    }
}
