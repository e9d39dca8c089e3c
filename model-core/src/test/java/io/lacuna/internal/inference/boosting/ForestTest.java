package io.lacuna.internal.inference.boosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ForestTest {
    /** Input 0: up to 0.5 gives 1, above or missing gives 2; then a second tree of one leaf. */
    private final Forest forest = new Forest(
            new int[] {0, 1, 2},
            new int[] {0, 3, 4},
            new short[] {1, -1, -1, -1},
            new short[] {1, 0, 0, 0},
            new float[] {0.5f, 1, 2, 10});

    @Test
    void anInputGoesToItsSideAndAMissingOneToTheChosenSide() {
        assertThat(forest.sum(new float[] {0.5f}, 0, 0, 1)).isEqualTo(1);
        assertThat(forest.sum(new float[] {0.6f}, 0, 0, 1)).isEqualTo(2);
        assertThat(forest.sum(new float[] {Float.NaN}, 0, 0, 1)).isEqualTo(2);
        Forest left = new Forest(
                forest.bagFirst(), forest.roots(), new short[] {0, -1, -1, -1}, forest.left(), forest.number());
        assertThat(left.sum(new float[] {Float.NaN}, 0, 0, 1)).isEqualTo(1);
    }

    @Test
    void bagsAreSummedAsAsked() {
        assertThat(forest.sum(new float[] {0}, 0, 0, 2)).isEqualTo(11);
        assertThat(forest.sum(new float[] {0}, 0, 1, 2)).isEqualTo(10);
    }

    @Test
    void itsBytesGiveAnEqualForest() throws IOException {
        Forest read = read(bytes(forest), 1);
        assertThat(read).usingRecursiveComparison().isEqualTo(forest);
    }

    @Test
    void bytesWithANodeThatLeadsBackOrAsksForNoInputAreRefused() throws IOException {
        Forest back =
                new Forest(forest.bagFirst(), forest.roots(), forest.test(), new short[] {0, 0, 0, 0}, forest.number());
        assertThatThrownBy(() -> read(bytes(back), 1)).hasMessageContaining("node 0 of tree 0 is malformed");
        Forest beyond = new Forest(
                forest.bagFirst(), forest.roots(), new short[] {2, -1, -1, -1}, forest.left(), forest.number());
        assertThatThrownBy(() -> read(bytes(beyond), 1)).hasMessageContaining("node 0 of tree 0 is malformed");
        assertThat(read(bytes(beyond), 2).test()[0]).isEqualTo((short) 2);
        byte[] many = bytes(forest);
        many[8] = 0x7f; // the number of trees
        assertThatThrownBy(() -> read(many, 1)).hasMessageContaining("bytes are left");
    }

    private static byte[] bytes(Forest forest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        forest.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Forest read(byte[] bytes, int inputs) throws IOException {
        return Forest.read(new DataInputStream(new ByteArrayInputStream(bytes)), 2, inputs, bytes.length);
    }
}
