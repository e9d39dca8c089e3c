package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model says 0 of each hidden cell, its remembered value is 0, and it is expected to have changed by 1 since. */
class JointChoiceTest {
    private static final int BLOCKS = 8;
    private static final Features FEATURES = new Features(List.of(Feature.continuous("a")));

    private final List<Trial> trials = new ArrayList<>();

    /** Hides a cell in each of the first blocks. */
    private void hide(int blocks, double steps, double truth) {
        for (int block = 0; block < blocks; block++) {
            trials.add(new Trial(
                    block,
                    new int[] {0},
                    new float[] {0},
                    new float[] {1},
                    new double[] {steps},
                    new float[] {Float.NaN},
                    new float[] {0},
                    new double[] {0},
                    new float[] {1},
                    new double[] {truth},
                    new float[][] {{}}));
        }
    }

    private static float[] all(float number) {
        float[] table = new float[ContextTables.lags().length];
        Arrays.fill(table, number);
        return table;
    }

    private static Following followed(List<Trial> trials) {
        FeatureContext none = FeatureContext.none();
        FeatureContext alone =
                new FeatureContext(0, 1, none.rho(), none.slow(), none.kappa(), all(1), all(0.1f), 1, 1, none.width());
        FeatureContext follows = alone.withFollowing(new Following(all(1), all(0.1f)));
        return new JointChoice(FEATURES, trials, BLOCKS, new float[0])
                .followWhereItHelps(new FeatureContext[] {follows}, List.of(List.of(alone)))[0].following();
    }

    @Test
    void aNumberFollowsOthersUpToTheAgeAtWhichItsCellsStopGaining() {
        hide(BLOCKS, 1, 0.9);
        hide(BLOCKS, 4, 0.7);
        hide(BLOCKS, 12, 0.1);
        hide(BLOCKS, 40, 0.9);
        assertThat(followed(trials).ages()).containsExactly(true, true, false, false);
    }

    @Test
    void aNumberThatDoesNotGainOneStepAfterItsValueDoesNotFollow() {
        hide(BLOCKS, 1, 0.1);
        hide(BLOCKS, 4, 0.9);
        assertThat(followed(trials).isNone()).isTrue();
    }

    @Test
    void aGainThatMayBeChanceIsNone() {
        hide(BLOCKS / 2, 1, 0.75);
        hide(BLOCKS, 1, 0.48);
        assertThat(followed(trials).ages()).containsExactly(true, false, false, false);
        trials.clear();
        hide(1, 1, 0.9);
        hide(BLOCKS, 1, 0.48);
        assertThat(followed(trials).isNone())
                .as("the gain is that of one block")
                .isTrue();
    }

    @Test
    void cellsInFewBlocksShowNothing() {
        hide(3, 1, 0.9);
        assertThat(followed(trials).isNone()).isTrue();
    }
}
