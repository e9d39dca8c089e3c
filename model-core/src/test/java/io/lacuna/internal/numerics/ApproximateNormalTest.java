package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ApproximateNormalTest {
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
    void fewNumbersHaveTheBitsOfMany() {
        for (int count : new int[] {1, 5, 63, 64, 65}) {
            float[] few = new float[ApproximateNormal.blocks(count)];
            float[] many = new float[ApproximateNormal.blocks(400)];
            for (int i = 0; i < count; i++) {
                few[i] = (i - count / 2) / 9f;
                many[i] = few[i];
            }
            ApproximateNormal.cdf(few, count);
            ApproximateNormal.cdf(many, 400);
            assertThat(Arrays.copyOf(few, count)).containsExactly(Arrays.copyOf(many, count));
        }
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
