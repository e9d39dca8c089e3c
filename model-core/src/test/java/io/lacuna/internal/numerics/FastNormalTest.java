package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FastNormalTest {
    @Test
    void bothFormsAgreeWithTheExactCdfFromFarBelowToFarAbove() {
        for (double z = -20; z < 20; z += 0.003) {
            float[] batch = new float[ApproximateNormal.blocks(257)];
            batch[256] = (float) z;
            ApproximateNormal.cdf(batch, 257);
            assertThat((double) batch[256]).isCloseTo(Normal.cdf((float) z), within(3e-7));
            assertThat(ApproximateNormal.cdf(z)).isCloseTo(Normal.cdf(z), within(1e-7));
        }
    }

    @Test
    void theCdfFarOutsideIsZeroOrOne() {
        float[] far = new float[ApproximateNormal.blocks(4)];
        far[0] = -1e12f;
        far[1] = 1e12f;
        far[2] = Float.NEGATIVE_INFINITY;
        far[3] = Float.POSITIVE_INFINITY;
        ApproximateNormal.cdf(far, 4);
        assertThat(Arrays.copyOf(far, 4)).containsExactly(new float[] {0, 1, 0, 1}, within(1e-7f));
    }

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
        assertThat(new NormalCdfBatch(5_000).room()).isEqualTo(5_120);
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
    void everyPlaceOfALongBatchIsTakenToItsCdf() {
        float[] z = new float[ApproximateNormal.blocks(600)];
        for (int i = 0; i < 600; i++) {
            z[i] = (i - 300) / 100f;
        }
        ApproximateNormal.cdf(z, 600);
        for (int i = 0; i < 600; i++) {
            assertThat((double) z[i]).isCloseTo(Normal.cdf((i - 300) / 100f), within(3e-7));
        }
    }
}
