package io.lacuna.internal.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputHeadTest {
    private static final OutputHead[] HEADS = OutputHead.of(new Features(
            List.of(Feature.continuous("a"), Feature.binary("b"), Feature.categorical("c", List.of("x", "y", "z")))));
    private final float[] outputs = {0.3f, -1.2f, 0.5f, -0.4f, 2};

    @Test
    void headsLieSideBySide() {
        assertThat(HEADS[2].offset()).isEqualTo(2);
        assertThat(OutputHead.totalWidth(HEADS)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.9", "0, -2.5", "1, 0", "1, 1", "2, 0", "2, 1", "2, 2"})
    void gradientsAgreeWithFiniteDifferences(int feature, double value) {
        OutputHead head = HEADS[feature];
        float[] gradient = new float[5];
        float[] ignored = new float[5];
        head.logLikelihood(outputs, value, 0.4, gradient);
        float h = 1e-2f;
        for (int c = head.offset(); c < head.offset() + head.width(); c++) {
            float[] up = outputs.clone();
            float[] down = outputs.clone();
            up[c] += h;
            down[c] -= h;
            double slope = (head.logLikelihood(up, value, 0.4, ignored) - head.logLikelihood(down, value, 0.4, ignored))
                    / (up[c] - down[c]);
            assertThat((double) gradient[c]).isCloseTo(slope, within(1e-4));
        }
    }

    @Test
    void densitiesHaveUnitMass() {
        float[] ignored = new float[5];
        double area = 0;
        for (double x = -10; x < 10; x += 0.01) {
            area += 0.01 * Math.exp(HEADS[0].logLikelihood(outputs, x, 0.4, ignored));
        }
        assertThat(area).isCloseTo(1, within(1e-6));
        for (int feature : new int[] {1, 2}) {
            double sum = 0;
            for (int c = 0; c < (feature == 1 ? 2 : 3); c++) {
                double probability = HEADS[feature].probability(outputs, c);
                assertThat(Math.exp(HEADS[feature].logLikelihood(outputs, c, 1, ignored)))
                        .isCloseTo(probability, within(1e-12));
                sum += probability;
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void extremeLogitsStayFinite() {
        float[] extreme = {0, 1e4f, 1e4f, -1e4f, 0};
        float[] gradient = new float[5];
        assertThat(HEADS[1].logLikelihood(extreme, 0, 1, gradient)).isEqualTo(-1e4);
        assertThat(HEADS[1].logLikelihood(extreme, 1, 1, gradient)).isEqualTo(0);
        assertThat(HEADS[2].logLikelihood(extreme, 1, 1, gradient)).isEqualTo(-2e4);
        assertThat(gradient).doesNotContain(Float.NaN);
    }
}
