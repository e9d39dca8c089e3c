package io.lacuna.internal.inference.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RelatedFillsTest {
    private static final LinearRelation SUM = new LinearRelation(new int[] {0, 1, 2}, new double[] {1, 1, 1}, 10, 0.01);

    private final RelatedFills fills =
            new RelatedFills(new LinearRelations(List.of(SUM)), (feature, value) -> Math.max(0, value), 4);

    @Test
    void fillsShareWhatIsLeftOverByTheirVariances() {
        fills.take(new double[] {Double.NaN, 2, Double.NaN, Double.NaN});
        assertThat(fills.count()).isEqualTo(2);
        fills.set(0, 3, 1);
        fills.set(1, 2, 3);
        fills.satisfy();
        assertThat(fills.feature(0)).isZero();
        assertThat(fills.fill(0)).isCloseTo(3.75, within(1e-6));
        assertThat(fills.feature(1)).isEqualTo(2);
        assertThat(fills.fill(1)).isCloseTo(4.25, within(1e-6));
    }

    @Test
    void aCellThatFollowsFromObservedOnesIsNotOneOfThem() {
        fills.take(new double[] {3, 2, Double.NaN, Double.NaN});
        assertThat(fills.isDetermined(2)).isTrue();
        assertThat(fills.isDetermined(3)).isFalse();
        assertThat(fills.count()).isZero();
    }

    @Test
    void withoutRelationsNothingIsMoved() {
        RelatedFills none = new RelatedFills(LinearRelations.NONE, (feature, value) -> value, 4);
        none.take(new double[] {3, 2, Double.NaN, Double.NaN});
        assertThat(none.count()).isZero();
        assertThat(none.isDetermined(2)).isFalse();
    }
}
