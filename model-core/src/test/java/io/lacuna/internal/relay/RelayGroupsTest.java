package io.lacuna.internal.relay;

import static io.lacuna.internal.relay.ModelBytes.again;
import static io.lacuna.internal.relay.ModelBytes.bytes;
import static io.lacuna.internal.relay.ModelBytes.read;
import static io.lacuna.internal.relay.ModelBytes.refused;
import static io.lacuna.internal.relay.ModelBytes.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
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
    void theyAreTheSameAfterWritingAndReading() throws IOException {
        RelayGroups groups = new RelayGroups(numbers(5, 2), new int[] {3, 2}, new int[] {2, 1}, false);
        RelayGroups read = again(groups::write, in -> RelayGroups.read(in, 2));
        assertThat(read.count()).isEqualTo(5);
        assertThat(read.relays()).isDeepEqualTo(groups.relays());
        assertThat(read.sizes()).containsExactly(3, 2);
        assertThat(read.kept()).containsExactly(2, 1);
        assertThat(read.gradientToAll()).isFalse();
        RelayGroups none = new RelayGroups(new float[0][], new int[0], new int[0], true);
        assertThat(again(none::write, in -> RelayGroups.read(in, 2)).count()).isZero();
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        byte[] bytes = bytes(new RelayGroups(numbers(5, 1), new int[] {3, 2}, new int[] {2, 1}, true)::write);
        ModelBytes.Reader<?> reader = in -> RelayGroups.read(in, 1);
        refused(with(bytes, 1, -1), reader, "there cannot be -1 groups of relays");
        refused(with(bytes, 1, 65_537), reader, "there cannot be 65537 groups of relays");
        refused(with(bytes, 5, 0), reader, "a group of 0 relays cannot keep 2");
        refused(with(bytes, 5, 65_537), reader, "a group of 65537 relays cannot keep 2");
        refused(with(bytes, 9, 0), reader, "a group of 3 relays cannot keep 0");
        refused(with(bytes, 9, 4), reader, "a group of 3 relays cannot keep 4");
        refused(with(bytes, 5, 65_536), reader, "there cannot be more than 65536 relays");
        // 65 534 and 2 relays are the most: only the bytes for them are missing.
        assertThatThrownBy(() -> read(with(bytes, 5, 65_534), reader)).isInstanceOf(EOFException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RelayGroups(numbers(4, 1), new int[] {3, 2}, new int[] {2, 1}, true))
                .withMessage("4 relays do not fill groups of sizes [3, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RelayGroups(numbers(5, 1), new int[] {3, 2}, new int[] {2}, true));
    }

    private static float[][] numbers(int rows, int count) {
        SplittableRandom random = new SplittableRandom(12);
        float[][] numbers = new float[rows][count];
        for (float[] row : numbers) {
            for (int i = 0; i < count; i++) {
                row[i] = random.nextFloat();
            }
        }
        return numbers;
    }
}
