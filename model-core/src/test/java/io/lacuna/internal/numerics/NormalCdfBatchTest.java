package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalCdfBatchTest {
    @Test
    void mixturesAddedTogetherDoNotMix() {
        float[] mean = {9, 0, 1, -2, 0.5f, 9};
        float[] perSd = {1, 1, 0.5f, 2, 3, 1};
        float[] share = {0.4f, 0.3f, 0.2f, 0.1f};
        NormalCdfBatch sums = new NormalCdfBatch(6);
        float[] places = {0.7f, -1, 3};
        for (float place : places) {
            sums.add(place, mean, perSd, 1, 3);
            sums.add(place, mean, perSd, 3, 5);
        }
        sums.run();
        for (int p = 0; p < places.length; p++) {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                sum += share[i] * Normal.cdf((places[p] - mean[i + 1]) * perSd[i + 1]);
            }
            assertThat(sums.sum(4 * p, share, 4)).isCloseTo(sum, within(5e-7));
        }
    }

    @Test
    void aBatchHoldsAsManyAsOnePlaceMayNeedAndSaysWhenItIsFull() {
        assertThat(new NormalCdfBatch(10).room()).isEqualTo(4096);
        assertThat(new NormalCdfBatch(5_000).room()).isEqualTo(5_056);
        NormalCdfBatch sums = new NormalCdfBatch(10);
        float[] mean = new float[4_000];
        float[] perSd = new float[4_000];
        sums.add(0, mean, perSd, 0, 4_000);
        assertThat(sums.hasRoom(96)).isTrue();
        assertThat(sums.hasRoom(97)).isFalse();
        sums.clear();
        assertThat(sums.hasRoom(4_096)).isTrue();
    }

    @Test
    void aMixtureOfAnyNumberOfComponentsIsSummed() {
        for (int count = 0; count < 40; count++) {
            float[] mean = new float[count];
            float[] perSd = new float[count];
            float[] share = new float[count];
            double expected = 0;
            for (int i = 0; i < count; i++) {
                mean[i] = 0.1f * i - 1;
                perSd[i] = 1 + 0.05f * i;
                share[i] = (1 + i) / 100f;
                expected += share[i] * Normal.cdf((0.5 - mean[i]) * perSd[i]);
            }
            NormalCdfBatch sums = new NormalCdfBatch(count);
            sums.add(9, new float[] {1, 2, 3}, new float[] {1, 1, 1}, 0, 3);
            sums.add(0.5f, mean, perSd, 0, count);
            sums.run();
            assertThat(sums.sum(3, share, count)).as("%d components", count).isCloseTo(expected, within(3e-6));
        }
    }
}
