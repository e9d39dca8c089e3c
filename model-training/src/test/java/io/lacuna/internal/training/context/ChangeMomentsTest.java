package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.data.Standardizer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeMomentsTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.continuous("b"),
            Feature.categorical("state", List.of("on", "off")),
            Feature.continuous("never")));
    private final SplittableRandom random = new SplittableRandom(3);

    /** Two walks whose changes have sds of 1 and 0.5 and a correlation of 0.8; a share of the cells is missing. */
    private float[] moments(int n, long step, double missing) {
        double[][] rows = new double[n][];
        long[] times = new long[n];
        double[] at = new double[2];
        for (int t = 0; t < n; t++) {
            double shared = random.nextGaussian();
            at[0] += shared;
            at[1] += 0.5 * (0.8 * shared + 0.6 * random.nextGaussian());
            rows[t] = new double[] {at[0], at[1], random.nextInt(2), Double.NaN};
            for (int j = 0; j < 3; j++) {
                rows[t][j] = random.nextDouble() < missing ? Double.NaN : rows[t][j];
            }
            times[t] = t * step;
        }
        Standardizer units = new Standardizer(new double[] {5, 7, 0, 0}, new double[] {1, 2, 1, 1});
        int[] run = IntStream.range(0, n).toArray();
        Timeline timeline = new Timeline(times, new int[n]);
        DayUnits days = DayUnits.of(rows, run, FEATURES, units, timeline, Calendar.NONE);
        return ChangeMoments.of(rows, List.of(run), FEATURES, days, timeline, 1);
    }

    private static void areFound(float[] packed) {
        assertThat((double) packed[0]).isCloseTo(1, within(0.05));
        assertThat((double) packed[2]).as("in standard units").isCloseTo(0.25, within(0.02));
        assertThat(new float[] {packed[3], packed[4], packed[6], packed[7], packed[8]})
                .containsOnly(0);
        assertThat(packed[5]).isPositive();
        assertThat(packed[9]).isPositive();
    }

    @Test
    void theChangesOfNumbersAreCorrelated() {
        float[] packed = moments(4_000, 1, 0);
        areFound(packed);
        assertThat((double) packed[1]).isCloseTo(0.98 * 0.8, within(0.02));
    }

    @Test
    void withGapsTheCorrelationIsSmallerAndFound() {
        float[] packed = moments(4_000, 1, 0.2);
        areFound(packed);
        assertThat((double) packed[1]).isBetween(0.7, 0.98 * 0.8);
        packed = moments(4_000, 1, 0.5);
        areFound(packed);
        assertThat((double) packed[1]).isBetween(0.2, 0.6);
    }

    @Test
    void rowsThatAreFarApartTellNothing() {
        float[] packed = moments(400, 2, 0.33);
        assertThat(new float[] {packed[1], packed[3], packed[4], packed[6], packed[7], packed[8]})
                .containsOnly(0);
    }
}
