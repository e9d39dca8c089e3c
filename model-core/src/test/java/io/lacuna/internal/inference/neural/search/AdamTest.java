package io.lacuna.internal.inference.neural.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdamTest {

    /** Both as their papers write them, in double precision. */
    @Test
    void bothRulesAgreeWithTheirPublishedForm() {
        for (boolean highest : new boolean[] {false, true}) {
            Adam adam = new Adam(1);
            if (highest) {
                adam.keepHighestMoments();
            }
            float[] parameter = {0.5f};
            // The second run finds no trace of the first.
            for (int run = 0; run < 2; run++) {
                adam.reset();
                parameter[0] = 0.5f;
                SplittableRandom random = new SplittableRandom(3);
                double expected = 0.5;
                double m = 0;
                double v = 0;
                double most = 0;
                for (int t = 1; t <= 50; t++) {
                    float g = (float) (random.nextGaussian() * (t % 10 == 0 ? 30 : 1));
                    m = 0.9 * m + 0.1 * g;
                    v = 0.999 * v + 0.001 * g * (double) g;
                    most = highest ? Math.max(most, v) : v;
                    double corrected = most / (1 - Math.pow(0.999, t));
                    expected -= 0.01 * m / (1 - Math.pow(0.9, t)) / (Math.sqrt(corrected) + 1e-8);
                    adam.step(parameter, new float[] {g}, 0.01);
                    assertThat((double) parameter[0]).isCloseTo(expected, within(1e-4));
                }
            }
        }
    }

    /** A rare large gradient is forgotten by Adam after some thousand steps, and never by AMSGrad. */
    @Test
    void amsgradKeepsWhatAdamForgets() {
        float[] moved = new float[2];
        for (int rule = 0; rule < 2; rule++) {
            Adam adam = new Adam(1);
            if (rule == 1) {
                adam.keepHighestMoments();
            }
            float[] parameter = new float[1];
            adam.step(parameter, new float[] {100}, 0.01);
            for (int t = 0; t < 5000; t++) {
                adam.step(parameter, new float[] {0.01f}, 0.01);
            }
            float before = parameter[0];
            adam.step(parameter, new float[] {0.01f}, 0.01);
            moved[rule] = before - parameter[0];
        }
        assertThat(moved[1]).isLessThan(0.2f * moved[0]);
    }
}
