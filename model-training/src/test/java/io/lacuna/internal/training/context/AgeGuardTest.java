package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model says 0 of each hidden cell, and context adds the last residual. */
class AgeGuardTest {
    private static final int BLOCKS = 8;
    private static final int OLD = 40;
    private static final Features FEATURES = new Features(List.of(Feature.continuous("a"), Feature.continuous("b")));

    private final List<Trial> trials = new ArrayList<>();

    /** Hides a cell of one feature in a block, whose true value is a multiple of the last residual. */
    private void hide(int feature, int block, double steps, double multiple) {
        trials.add(new Trial(
                block,
                new int[] {feature},
                new float[] {0},
                new float[] {1},
                new double[] {steps},
                new float[] {1},
                new float[] {0},
                new double[] {0},
                new float[] {0},
                new double[] {multiple},
                new float[][] {{}}));
    }

    private FeatureContext[] guarded() {
        float[] ones = new float[ContextTables.lags().length];
        Arrays.fill(ones, 1);
        FeatureContext none = FeatureContext.none();
        FeatureContext carried = none.withResiduals(ones, none.slow(), none.kappa());
        return new AgeGuard(FEATURES, new LabelPast[0], trials, BLOCKS, new float[0])
                .apply(new FeatureContext[] {carried, carried});
    }

    @Test
    void contextMovesCellsOfTheAgesAtWhichItHelps() {
        for (int block = 0; block < BLOCKS; block++) {
            hide(0, block, 1, 0.9);
            hide(0, block, OLD, block % 2 == 0 ? 0.1 : 0.2);
        }
        FeatureContext a = guarded()[0];
        assertThat(a.moves()[0]).isTrue();
        assertThat(a.moves()[3]).isFalse();
        assertThat(a.rho()[0]).isEqualTo(1);
        assertThat(ContextTables.at(a.rho(), OLD, 0)).isZero();
    }

    @Test
    void cellsInFewBlocksShowNothing() {
        for (int block = 0; block < BLOCKS; block++) {
            hide(0, block, 1, 0.9);
            hide(1, block, OLD, 0.9);
            hide(0, block % 3, OLD, 0.9);
        }
        FeatureContext[] both = guarded();
        assertThat(both[0].moves()[3]).isFalse();
        assertThat(both[1].moves()[3]).isTrue();
    }

    @Test
    void theOtherFeaturesDecideWhereAFeaturesOwnCellsDoNot() {
        for (int block = 0; block < BLOCKS; block++) {
            hide(0, block, 1, block % 2 == 0 ? 0.2 : 0.81);
            hide(1, block, 1, 0.9);
        }
        assertThat(guarded()[0].moves()[0]).isTrue();
        trials.clear();
        for (int block = 0; block < BLOCKS; block++) {
            hide(0, block, 1, block % 2 == 0 ? 0.2 : 0.81);
            hide(1, block, 1, block % 2 == 0 ? 0.2 : 0.81);
        }
        assertThat(guarded()[0].moves()[0]).isFalse();
    }
}
