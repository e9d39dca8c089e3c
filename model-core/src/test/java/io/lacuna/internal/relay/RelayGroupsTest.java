package io.lacuna.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelayGroupsTest {

    @Test
    void keepsTheLargestOfEachGroupByAbsoluteValue() {
        float[] coefficients = {9, 1, -3, 2, /* */ 0.1f, 0.1f, -0.1f};
        boolean[] selected = new boolean[7];
        RelayGroups.select(new int[] {4, 3}, new int[] {2, 2}, coefficients, 0, selected, new float[7]);
        assertThat(selected).containsExactly(true, false, true, false, true, true, false);
    }

    @Test
    void keepsWhatSortingWouldKeepTiesAmongThem() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 500; round++) {
            int size = 1 + random.nextInt(100);
            int kept = 1 + random.nextInt(size);
            float[] coefficients = new float[size];
            for (int b = 0; b < size; b++) {
                coefficients[b] = random.nextInt(30) - 15; // Few distinct values, so that many are equal.
            }
            boolean[] selected = new boolean[size];
            RelayGroups.select(new int[] {size}, new int[] {kept}, coefficients, 0, selected, new float[size]);
            float[] sorted = new float[size];
            float[] chosen = new float[kept];
            int count = 0;
            for (int b = 0; b < size; b++) {
                sorted[b] = Math.abs(coefficients[b]);
                if (selected[b]) {
                    chosen[count++] = sorted[b];
                }
            }
            Arrays.sort(sorted);
            Arrays.sort(chosen);
            assertThat(count).isEqualTo(kept);
            assertThat(chosen).containsExactly(Arrays.copyOfRange(sorted, size - kept, size));
        }
    }

    @Test
    void keepsAtLeastOneAndAtMostAll() {
        assertThat(RelayGroups.kept(new int[] {25, 50, 100}, 0.5)).containsExactly(13, 25, 50);
        assertThat(RelayGroups.kept(new int[] {25, 50}, 0)).containsExactly(1, 1);
        assertThat(RelayGroups.kept(new int[] {25, 50}, 1)).containsExactly(25, 50);
    }

    @Test
    void isTheSameAfterWritingAndReading() throws Exception {
        RelayGroups groups =
                new RelayGroups(new float[][] {{1, 2}, {3, 4}, {5, 6}}, new int[] {1, 2}, new int[] {1, 1}, true);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        groups.write(new DataOutputStream(bytes));
        RelayGroups read = RelayGroups.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 2);
        assertThat(read.relays()).isDeepEqualTo(groups.relays());
        assertThat(read.kept()).containsExactly(1, 1);
        assertThat(read.gradientToAll()).isTrue();
    }
}
