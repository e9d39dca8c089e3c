package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelaySpacesTest {
    private static final double NONE = Double.NaN;

    private static final Features FEATURES = new Features(List.of(Feature.continuous("a"), Feature.binary("b")));

    @Test
    void rowsWithoutAValueAreLeftOutAndHaveNoPlace() {
        Table table = new Table(
                FEATURES,
                List.of(new double[] {1, 0}, new double[] {NONE, NONE}, new double[] {NONE, 1}, new double[] {3, NONE
                }));

        assertThat(RelaySpaces.keptPlaces(table)).containsExactly(0, -1, 1, 2);
        assertThat(Arrays.deepToString(new RelaySpaces(table).kept().rows().toArray()))
                .isEqualTo("[[1.0, 0.0], [NaN, 1.0], [3.0, NaN]]");
    }
}
